"""What Cinder's user may do (CIND-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap, service_project
from actions.install.cinder import cinder_user
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.identity import roles_step

STEP = where_wanted(
    roles_step(
        "cinder-roles",
        "Cinder's roles",
        ("cinder",),
        after=(keystone_bootstrap.STEP.name, service_project.STEP.name, cinder_user.STEP.name),
    )
)
