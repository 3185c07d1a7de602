"""What Neutron's user may do (NEUT-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap, service_project
from actions.install.neutron import neutron_user
from actions.install.step_factories.identity import roles_step

STEP = roles_step(
    "neutron-roles",
    "Neutron's roles",
    ("neutron",),
    after=(keystone_bootstrap.STEP.name, service_project.STEP.name, neutron_user.STEP.name),
)
