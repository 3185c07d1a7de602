"""cell0's mapping is an SQLite URL, or one that cannot be read.

`map_cell0` copies [database] connection as it is at that moment: the package's SQLite file, or a
template that nova.conf's URL cannot fill. `db sync` exits 0 then (tried on Ubuntu 24.04).
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check(
    "cell0-no-mysql", "cell0 on no MySQL server", cell0.READS, cell0.finds(cell0.Cause.NO_MYSQL)
)
