"""Cinder's tables (CIND-C-10)."""

from __future__ import annotations

from actions.deployments.parts import CINDER
from actions.install.cinder import cinder_packages
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.schema import schema_step

STEP = where_wanted(
    schema_step(
        "cinder-schema",
        "Cinder's database schema",
        CINDER,
        "db sync",
        ("cinder",),
        after=(cinder_packages.STEP.name,),
    )
)
