"""Keystone's roles, ids by name: `openstack role list`."""

from __future__ import annotations

from actions.facts._support.api import ids, once
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe("identity-roles", once(ApiQuery("identity", "/roles", "roles")), ids("roles"), period=0)
