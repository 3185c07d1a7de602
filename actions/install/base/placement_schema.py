"""Placement's tables."""

from __future__ import annotations

from actions.deployments.parts import PLACEMENT
from actions.install.base import base_packages
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "placement-schema",
    "Placement's database schema",
    PLACEMENT,
    "db sync",
    ("placement",),
    after=(base_packages.STEP.name,),
)
