"""Cinder in the catalog (CIND-C-03)."""

from __future__ import annotations

from actions.install.base import keystone_bootstrap
from actions.install.cinder.catalog import VOLUME
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.identity import services_step

STEP = where_wanted(
    services_step(
        "cinder-service",
        "Cinder in the catalog",
        (VOLUME,),
        after=(keystone_bootstrap.STEP.name,),
    )
)
