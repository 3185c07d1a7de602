"""Glance and Placement in the catalog."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.base.catalog import IMAGE, PLACEMENT
from actions.install.step_factories.identity import services_step

STEP = services_step(
    "base-services",
    "Glance and Placement in the catalog",
    (IMAGE, PLACEMENT),
    after=(keystone_bootstrap.STEP.name,),
)
