"""The live instances that each cell's database holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.instance_mappings import LIMIT
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult

STATEMENT = (
    "SELECT uuid, host, vm_state, task_state FROM instances WHERE deleted = 0 "  # noqa: S608 (a number)
    f"ORDER BY id DESC LIMIT {LIMIT}"
)

_MOVING = {"building", "soft-delete", "soft-deleting", "deleting"}
"""vm_state and task_state (nova/compute/vm_states.py, task_states.py)."""


@dataclass(frozen=True)
class CellInstances:
    """Instances by UUID, with the host that runs each ("" where none was found for it)."""

    hosts: Mapping[str, str]
    whole: bool
    moving: frozenset[str] = frozenset()
    """UUIDs that are being built or deleted: their mappings may come later, or be gone already."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The same databases as `cell-databases` reads; subjects are the cells' UUIDs."""
    return {
        uuid: replace(question, statements=(STATEMENT,), older=())
        for uuid, question in cell_databases.ask(snapshot).items()
        if isinstance(question, SqlQuery)
    }


def parse(answer: SqlResult) -> CellInstances:
    """Rows into one mapping."""
    if answer.code:
        raise ParseError(f"MySQL error {answer.code}: {answer.error}")
    rows = answer.results[0]
    return CellInstances(
        hosts={str(r["uuid"]): str(r["host"] or "") for r in rows},
        whole=len(rows) < LIMIT,
        moving=frozenset(str(r["uuid"]) for r in rows if _MOVING & {r["vm_state"], r["task_state"]}),
    )


PROBE = Probe(
    "cell-instances", ask, parse, period=60, timeout=20, needs=(conf.PROBE, cell_mappings.PROBE)
)
