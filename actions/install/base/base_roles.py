"""What Glance's and Placement's users may do."""

from __future__ import annotations

from actions.install.base import base_users, keystone_bootstrap, service_project
from actions.install.step_factories.identity import roles_step

STEP = roles_step(
    "base-roles",
    "Glance's and Placement's roles",
    ("glance", "placement"),
    after=(keystone_bootstrap.STEP.name, service_project.STEP.name, base_users.STEP.name),
)
