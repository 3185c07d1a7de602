"""Keystone's projects in the default domain, ids by name: `openstack project list`."""

from __future__ import annotations

from actions.facts.api import ids, once
from actions.model import Probe
from actions.question import AskApi

PROBE = Probe(
    "identity-projects", once(AskApi("identity", "/projects", "projects")), ids("projects"), period=0
)
