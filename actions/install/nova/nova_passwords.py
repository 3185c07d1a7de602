"""Nova logs in with the password of its configuration (NOVA-C-07)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.nova import nova_config, nova_user
from actions.install.step_factories.passwords import passwords_step

STEP = passwords_step(
    "nova-passwords",
    "Password of Nova's user",
    (("nova", nova_config.PATH, nova_config.CONFIGURATION),),
    after=(keystone_bootstrap.STEP.name, nova_user.STEP.name),
    deviation="`user create` alone, which leaves a user that is there already as it is.",
)
