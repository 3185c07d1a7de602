"""Keystone's users in the default domain, ids by name: `openstack user list`."""

from __future__ import annotations

from actions.facts._support.api import ids, once
from actions.model.fact import Probe
from actions.model.query import ApiQuery

PROBE = Probe("identity-users", once(ApiQuery("identity", "/users", "users")), ids("users"), period=0)
