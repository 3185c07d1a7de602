"""Databases of Keystone, Glance and Placement."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.step_factories.database import Database, databases_step

STEP = databases_step(
    "base-databases",
    "Databases and grants of Keystone, Glance and Placement",
    tuple(Database(name, (name,)) for name in ("keystone", "glance", "placement")),
    after=(base_packages.STEP.name,),
)
