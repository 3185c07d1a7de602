"""Placement's tables."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "placement-schema",
    "Placement's database schema",
    "placement-manage db sync",
    "placement",
    ("placement",),
    after=(base_packages.STEP.name,),
)
