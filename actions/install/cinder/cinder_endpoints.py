"""Where Cinder is to be reached (CIND-C-04 to 06)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.cinder import cinder_service
from actions.install.cinder.catalog import VOLUME
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.identity import endpoints_step

STEP = where_wanted(
    endpoints_step(
        "cinder-endpoints",
        "Cinder's endpoints",
        (VOLUME,),
        after=(keystone_bootstrap.STEP.name, cinder_service.STEP.name),
    )
)
