"""cell0's mapping names a schema that is not there, or that its account may not use.

`nova-manage db sync` exits 1 with "Could not access cell0." and six questions; MySQL says 1049, or
1044 where the account has no grant on that name (tried on nova 26). The API answers from cell1 alone.
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check(
    "cell0-absent",
    "cell0's database missing or not granted",
    cell0.READS,
    cell0.finds(cell0.Cause.ABSENT),
)
