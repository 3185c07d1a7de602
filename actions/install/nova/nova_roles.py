"""What Nova's user may do (NOVA-C-08)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap, service_project
from actions.install.nova import nova_user
from actions.install.step_factories.identity import roles_step

STEP = roles_step(
    "nova-roles",
    "Nova's roles",
    ("nova",),
    after=(keystone_bootstrap.STEP.name, service_project.STEP.name, nova_user.STEP.name),
    deviation="the role admin only. Without the role service, cinder refuses to detach a volume at "
    "nova's word (T-NOVA-07).",
)
