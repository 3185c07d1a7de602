"""The tables of Nova's API database (NOVA-C-25)."""

from __future__ import annotations

from actions.deployments.parts import NOVA
from actions.install.nova import nova_packages
from actions.install.nova.nova_database import API
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "api-schema",
    "Schema of Nova's API database",
    NOVA,
    "api_db sync",
    (API,),
    after=(nova_packages.STEP.name,),
)
