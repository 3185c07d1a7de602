"""cell0's mapping leads to a server that does not answer.

A wrong or old name, or a bare @ in a password that map_cell0 stored decoded. nova tries ten times
with 10 s between: `db sync` exits 1 after 100 s (2003, tried on nova 26).
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check(
    "cell0-unreachable",
    "cell0's database server unreachable",
    cell0.READS,
    cell0.finds(cell0.Cause.UNREACHABLE),
)
