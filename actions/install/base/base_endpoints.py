"""Where Glance and Placement are to be reached."""

from __future__ import annotations

from actions.install.base import base_services, keystone_bootstrap
from actions.install.base.catalog import IMAGE, PLACEMENT
from actions.install.step_factories.identity import endpoints_step

STEP = endpoints_step(
    "base-endpoints",
    "Endpoints of Glance and Placement",
    (IMAGE, PLACEMENT),
    after=(keystone_bootstrap.STEP.name, base_services.STEP.name),
)
