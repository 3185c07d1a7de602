"""Neutron logs in with the password of its configuration (NEUT-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.neutron import neutron_config, neutron_user
from actions.install.neutron.shared_keys import PATH
from actions.install.step_factories.passwords import passwords_step

STEP = passwords_step(
    "neutron-passwords",
    "Password of Neutron's user",
    (("neutron", PATH, neutron_config.CONFIGURATION),),
    after=(keystone_bootstrap.STEP.name, neutron_user.STEP.name),
)
