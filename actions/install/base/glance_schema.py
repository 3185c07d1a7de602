"""Glance's tables."""

from __future__ import annotations

from actions.deployments.parts import GLANCE
from actions.install.base import base_packages
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "glance-schema",
    "Glance's database schema",
    GLANCE,
    "db_sync",
    ("glance",),
    after=(base_packages.STEP.name,),
)
