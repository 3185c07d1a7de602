"""The live instances that each cell's database holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.facts import cell_databases, cell_mappings, conf
from actions.facts.instance_mappings import LIMIT
from actions.model import AskSql, Probe, Question, Snapshot, SqlAnswer, Unreadable

STATEMENT = (
    f"SELECT uuid, host, vm_state FROM instances WHERE deleted = 0 ORDER BY id DESC LIMIT {LIMIT}"
)


@dataclass(frozen=True)
class CellInstances:
    """Instances by UUID, with the host that runs each ("" where none was found for it)."""

    hosts: Mapping[str, str]
    whole: bool


def ask(snapshot: Snapshot) -> Mapping[str, Question]:
    """The same databases as `cell-databases` reads; subjects are the cells' UUIDs."""
    return {
        uuid: replace(question, statements=(STATEMENT,))
        for uuid, question in cell_databases.ask(snapshot).items()
        if isinstance(question, AskSql)
    }


def parse(answer: SqlAnswer) -> CellInstances:
    """Rows into one mapping."""
    if answer.code:
        raise Unreadable(f"MySQL error {answer.code}: {answer.error}")
    rows = answer.results[0]
    return CellInstances({str(r["uuid"]): str(r["host"] or "") for r in rows}, whole=len(rows) < LIMIT)


PROBE = Probe(
    "cell-instances", ask, parse, period=60, timeout=20, needs=(conf.PROBE, cell_mappings.PROBE)
)
