"""Keystone's roles, ids by name: `openstack role list`."""

from __future__ import annotations

from actions.facts._support.api import ids, once
from actions.model.fact import Probe
from actions.model.query import AskApi

PROBE = Probe("identity-roles", once(AskApi("identity", "/roles", "roles")), ids("roles"), period=0)
