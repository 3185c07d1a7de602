"""cell0's mapping holds a password that the database no longer takes.

The URLs in nova_api.cell_mappings are copies: a changed password does not reach them. `db sync`
exits 1 with 1045; the API answers from cell1, after a delay (tried on nova 26).
"""

from __future__ import annotations

from actions.checks import cell0
from actions.model import Check

CHECK = Check(
    "cell0-refused", "cell0's password refused", cell0.NEEDS, cell0.finds(cell0.Cause.REFUSED)
)
