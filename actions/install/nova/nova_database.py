"""Nova's three databases and its account (NOVA-C-01 to 06)."""

from __future__ import annotations

from actions.install.base import base_packages
from actions.install.step_factories.database import Database, databases_step

API, CELL0, CELL1 = "nova_api", "nova_cell0", "nova"

STEP = databases_step(
    "nova-database",
    "Nova's databases and grants",
    (Database("nova", (API, CELL1, CELL0)),),
    after=(base_packages.STEP.name,),
    deviation="GRANT … IDENTIFIED BY with three passwords. They are one account's, the last one "
    "wins, and `db sync` fails; here the account has one password, and grants have none (T-DB-01).",
)
