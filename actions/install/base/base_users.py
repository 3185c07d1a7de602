"""Glance's and Placement's users in Keystone."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.step_factories.identity import users_step

STEP = users_step(
    "base-users",
    "Glance's and Placement's users",
    ("glance", "placement"),
    after=(keystone_bootstrap.STEP.name,),
)
