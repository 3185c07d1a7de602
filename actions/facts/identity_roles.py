"""Keystone's roles, ids by name: `openstack role list`."""

from __future__ import annotations

from actions.facts.api import ids, once
from actions.model import Probe
from actions.question import AskApi

PROBE = Probe("identity-roles", once(AskApi("identity", "/roles", "roles")), ids("roles"), period=0)
