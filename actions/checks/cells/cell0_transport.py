"""cell0's transport URL is not none:///.

`update_cell` without --transport-url takes nova.conf's; then `create_cell` exits 2 and
`update_cell` on cell1 exits 3, because the same URL "already exists for another cell".
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check(
    "cell0-transport", "cell0 with a message queue", cell0.READS, cell0.finds(cell0.Cause.TRANSPORT)
)
