"""The routers of the login's own project: the first tenant's, for the install actions."""

from __future__ import annotations

from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.facts.neutron.routers import parse
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe(
    "own-routers",
    where_offered(ApiQuery("network", "/routers?project_id={project}", "routers", page=1000)),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
