"""Where Neutron is to be reached (NEUT-C-04 to 06)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.neutron import neutron_service
from actions.install.neutron.catalog import NETWORK
from actions.install.step_factories.identity import endpoints_step

STEP = endpoints_step(
    "neutron-endpoints",
    "Neutron's endpoints",
    (NETWORK,),
    after=(keystone_bootstrap.STEP.name, neutron_service.STEP.name),
)
