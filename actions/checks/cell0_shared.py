"""cell0 is mapped to cell1's database, or to nova's API database.

Instances that fail are buried among the living, every compute service shows twice, and nova-api
refuses calls by service id ("Service id N refers to multiple services"). On cell1's database no tool
of nova's complains: `db sync` exits 0 and `nova-status upgrade check` passes (tried on nova 26).
Told by the URLs, and by what the servers call themselves: two names can hide one database.
"""

from __future__ import annotations

from actions.checks import cell0
from actions.model import Check

CHECK = Check("cell0-shared", "cell0 on another database", cell0.NEEDS, cell0.finds(cell0.Cause.SHARED))
