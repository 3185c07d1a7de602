"""Cinder's database and its account (CIND-C-01, 02)."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.database import Database, databases_step

STEP = where_wanted(
    databases_step(
        "cinder-database",
        "Cinder's database and grants",
        (Database("cinder", ("cinder",)),),
        after=(base_packages.STEP.name,),
    )
)
