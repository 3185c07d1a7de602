"""Cinder's user in Keystone (CIND-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.identity import users_step

STEP = where_wanted(
    users_step("cinder-user", "Cinder's user", ("cinder",), after=(keystone_bootstrap.STEP.name,))
)
