"""cell0 is mapped to nova_cell0_cell0.

`map_cell0` without a URL adds _cell0 to the name in [database] connection, also where that names
cell0's database already (LP#1696001); MySQL then says 1049 or 1044.
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check(
    "cell0-doubled", "cell0's database named twice", cell0.READS, cell0.finds(cell0.Cause.DOUBLED)
)
