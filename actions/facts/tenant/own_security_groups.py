"""The security groups of the login's own project: every project has one of its own named default."""

from __future__ import annotations

from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.facts.neutron.security_groups import parse
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe(
    "own-security-groups",
    where_offered(ApiQuery("network", "/security-groups?project_id={project}", "security_groups")),
    parse,
    period=0,
    timeout=30,
    needs=NEEDS,
)
