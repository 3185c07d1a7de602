"""Cinder's services: `openstack volume service list`."""

from __future__ import annotations

from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.facts.nova.compute_services import parse
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe(
    "volume-services",
    where_offered(ApiQuery("block-storage", "/os-services", "services")),
    parse,
    needs=NEEDS,
)
