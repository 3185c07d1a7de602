"""Cinder's services: `openstack volume service list`."""

from __future__ import annotations

from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.facts.nova.compute_services import parse
from actions.model.fact import Probe
from actions.model.query import ApiQuery

CLUSTERS = "3.7"
"""The microversion (Newton) from which on each service names its cluster."""

PROBE = Probe(
    "volume-services",
    where_offered(ApiQuery("block-storage", "/os-services", "services", CLUSTERS)),
    parse,
    needs=NEEDS,
)
