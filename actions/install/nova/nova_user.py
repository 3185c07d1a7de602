"""Nova's user in Keystone (NOVA-C-07)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.step_factories.identity import users_step

STEP = users_step("nova-user", "Nova's user", ("nova",), after=(keystone_bootstrap.STEP.name,))
