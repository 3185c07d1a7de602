"""Keystone's tables (PRE-05)."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.makers.schema import schema_step

STEP = schema_step(
    "keystone-schema",
    "Keystone's database schema",
    "keystone-manage db_sync",
    "keystone",
    ("keystone",),
    after=(base_packages.STEP.name,),
)
