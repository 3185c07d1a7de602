"""cell0's database has no tables of nova's, or another revision of them than the cells have.

`nova-manage db sync` migrates cell0 and the cell of nova.conf; before cell0 is mapped it leaves it
out and exits 0. Source: alembic_version in each cell's database.
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check(
    "cell0-schema", "cell0's schema missing or behind", cell0.READS, cell0.finds(cell0.Cause.SCHEMA)
)
