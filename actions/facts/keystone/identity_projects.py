"""Keystone's projects in the default domain, ids by name: `openstack project list`."""

from __future__ import annotations

from actions.facts._support.api import ids, once
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe(
    "identity-projects", once(ApiQuery("identity", "/projects", "projects")), ids("projects"), period=0
)
