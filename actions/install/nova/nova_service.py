"""Nova in the catalog (NOVA-C-09)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.nova.catalog import COMPUTE
from actions.install.step_factories.identity import services_step

STEP = services_step(
    "nova-service",
    "Nova in the catalog",
    (COMPUTE,),
    after=(keystone_bootstrap.STEP.name,),
    deviation="`openstack service create`, which makes a second one when it is run again, and then "
    "`endpoint create` finds neither (T-ID-01). Here it is made only where there is none.",
)
