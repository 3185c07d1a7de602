"""Neutron's user in Keystone (NEUT-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.step_factories.identity import users_step

STEP = users_step("neutron-user", "Neutron's user", ("neutron",), after=(keystone_bootstrap.STEP.name,))
