"""Where Nova is to be reached (NOVA-C-10 to 12)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.nova import nova_service
from actions.install.nova.catalog import COMPUTE
from actions.install.step_factories.identity import endpoints_step

STEP = endpoints_step(
    "nova-endpoints",
    "Nova's endpoints",
    (COMPUTE,),
    after=(keystone_bootstrap.STEP.name, nova_service.STEP.name),
)
