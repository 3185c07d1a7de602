"""Keystone's tables (PRE-05)."""

from __future__ import annotations

from actions.deployments.parts import KEYSTONE
from actions.install.base import base_packages
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "keystone-schema",
    "Keystone's database schema",
    KEYSTONE,
    "db_sync",
    ("keystone",),
    after=(base_packages.STEP.name,),
)
