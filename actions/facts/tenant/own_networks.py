"""The networks of the login's own project: the first tenant's, for the install actions."""

from __future__ import annotations

from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.facts.neutron.networks import parse
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe(
    "own-networks",
    where_offered(ApiQuery("network", "/networks?project_id={project}", "networks", page=1000)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
