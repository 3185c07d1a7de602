"""Cinder logs in with the password of its configuration."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.cinder import cinder_config, cinder_user
from actions.install.cinder.shared_keys import PATH
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.passwords import passwords_step

STEP = where_wanted(
    passwords_step(
        "cinder-passwords",
        "Password of Cinder's user",
        (("cinder", PATH, cinder_config.CONFIGURATION),),
        after=(keystone_bootstrap.STEP.name, cinder_user.STEP.name),
    )
)
