"""cell0's own database holds compute services or compute nodes.

nova-api finds them and logs "Found compute service X in cell0; This should never happen!"; each shows
twice where cell1 has it too. The nova.conf of a conductor or a compute host names cell0's database, or
a dump of cell1's was loaded into it. Source: services and compute_nodes of cell0's database.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cell0, cells
from actions.checks._support.wording import listed
from actions.facts.nova import cell_databases
from actions.facts.nova.cell_mappings import CELL0
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Where cell0 has a database of its own; on cell1's they are cell1's."""
    database = snapshot.get(cell_databases.PROBE, CELL0)
    if database is None or cell0.diagnose(snapshot) is not None:
        return
    hosts = cells.computes(database) | {node.host for node in database.computes}
    if hosts:
        yield Finding(
            "cell0-computes",
            Severity.CRITICAL,
            "cell0",
            f"cell0's own database ({database.schema} on {database.server}) holds computes, of "
            f"{listed(hosts)}: see which nova.conf names it under [database], set that right, restart "
            "nova there and delete those services.",
        )


CHECK = Check("cell0-computes", "Computes in cell0", cell0.READS, find)
