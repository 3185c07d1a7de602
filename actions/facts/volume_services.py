"""Cinder's services: `openstack volume service list`."""

from __future__ import annotations

from actions.facts.catalog import NEEDS, where_offered
from actions.facts.compute_services import parse
from actions.model import Probe
from actions.question import AskApi

PROBE = Probe(
    "volume-services",
    where_offered(AskApi("block-storage", "/os-services", "services")),
    parse,
    needs=NEEDS,
)
