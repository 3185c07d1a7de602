"""Keystone's tables (PRE-05)."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "keystone-schema",
    "Keystone's database schema",
    "keystone-manage db_sync",
    "keystone",
    ("keystone",),
    after=(base_packages.STEP.name,),
)
