"""The tables of cell0's and cell1's databases (NOVA-C-28)."""

from __future__ import annotations

from actions.deployments.parts import NOVA
from actions.install.nova import nova_packages
from actions.install.nova.nova_database import CELL0, CELL1
from actions.install.step_factories.schema import schema_step

STEP = schema_step(
    "cell-schemas",
    "Schemas of cell0 and cell1",
    NOVA,
    "db sync",
    (CELL1, CELL0),
    after=(nova_packages.STEP.name,),
)
