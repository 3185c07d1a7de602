"""Neutron's database and its account (NEUT-C-01, 02)."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.step_factories.database import Database, databases_step

SCHEMA = "neutron"

STEP = databases_step(
    "neutron-database",
    "Neutron's database and grants",
    (Database("neutron", (SCHEMA,)),),
    after=(base_packages.STEP.name,),
    deviation="NEUTRON_PASS for the database and for Keystone alike. Here each has a password of its "
    "own: who reads one of them has not read the other.",
)
