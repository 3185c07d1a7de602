"""Glance and Placement log in with the passwords of their configuration."""

from __future__ import annotations

from actions.install.base import base_users, glance_config, keystone_bootstrap, placement_config
from actions.install.step_factories.passwords import passwords_step

STEP = passwords_step(
    "base-passwords",
    "Passwords of Glance's and Placement's users",
    (
        ("glance", glance_config.PATH, glance_config.CONFIGURATION),
        ("placement", placement_config.PATH, placement_config.CONFIGURATION),
    ),
    after=(keystone_bootstrap.STEP.name, base_users.STEP.name),
)
