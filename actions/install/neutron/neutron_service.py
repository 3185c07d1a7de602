"""Neutron in the catalog (NEUT-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.neutron.catalog import NETWORK
from actions.install.step_factories.identity import services_step

STEP = services_step(
    "neutron-service",
    "Neutron in the catalog",
    (NETWORK,),
    after=(keystone_bootstrap.STEP.name,),
)
