"""Which instances nova has volumes attached to that are in the middle of an attachment or its end.

Nova's own record of an attachment is a row of block_device_mapping: it is written before the volume is
reserved, and deleted when it is detached. One that is shelved and offloaded keeps it: its volumes stay
reserved until it is unshelved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.facts.cinder import older_volumes, volumes
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult

STATES = ("attaching", "detaching", "reserved")
_ID = re.compile(r"[0-9a-f-]{36}")
_SHELVED = "shelved"
"""How vm_state begins of what is shelved, and of what is offloaded then (nova/compute/vm_states.py)."""


@dataclass(frozen=True)
class Uses:
    """What one cell's database says."""

    asked: frozenset[str]
    """The volumes that it was asked about: of any other one nothing is known."""
    users: Mapping[str, tuple[str, ...]]
    """The instances' UUIDs by volume."""
    shelved: frozenset[str] = frozenset()
    """Instances among them that are shelved."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """In every cell's database, by its UUID. The last statement only says what was asked."""
    newest = snapshot.get(volumes.PROBE) or ()
    older = (one for found in snapshot.each(older_volumes.PROBE).values() for one in found)
    ids = sorted({v.id for v in (*newest, *older) if v.status in STATES and _ID.fullmatch(v.id)})
    if not ids:
        return {}
    statements = (
        "SELECT m.volume_id, m.instance_uuid, i.vm_state FROM block_device_mapping AS m "  # noqa: S608
        "LEFT JOIN instances AS i ON i.uuid = m.instance_uuid WHERE m.deleted = 0 "
        f"AND m.volume_id IN ({', '.join(repr(id_) for id_ in ids)})",
        f"SELECT '{' '.join(ids)}' AS asked",
    )
    return {
        uuid: replace(question, statements=statements, older=())
        for uuid, question in cell_databases.ask(snapshot).items()
        if isinstance(question, SqlQuery)
    }


def parse(answer: SqlResult) -> Uses:
    """The rows by volume."""
    if answer.code:
        raise ParseError(f"MySQL error {answer.code}: {answer.error}")
    rows, asked = answer.results
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["volume_id"]), set()).add(str(row["instance_uuid"]))
    return Uses(
        frozenset(str(asked[0]["asked"]).split()),
        {volume: tuple(sorted(uuids)) for volume, uuids in found.items()},
        frozenset(
            str(row["instance_uuid"]) for row in rows if str(row["vm_state"] or "").startswith(_SHELVED)
        ),
    )


def unasked(snapshot: Snapshot, volume: str) -> list[str] | None:
    """The cells whose database has not said who has a volume; None: nobody knows the cells."""
    api = snapshot.get(cell_mappings.PROBE)
    if api is None or api.code:
        return None
    told, failed = snapshot.each(PROBE), snapshot.errors(PROBE)
    return [
        cell.name or cell.uuid
        for cell in api.cells
        if cell.uuid not in told or cell.uuid in failed or volume not in told[cell.uuid].asked
    ]


def users(snapshot: Snapshot, volume: str) -> dict[str, bool]:
    """The instances that have a volume, as far as the cells have said: whether each is shelved."""
    return {
        uuid: uuid in one.shelved
        for one in snapshot.each(PROBE).values()
        for uuid in one.users.get(volume, ())
    }


PROBE = Probe(
    "volume-uses",
    ask,
    parse,
    period=120,
    needs=(cell_mappings.PROBE, conf.PROBE, older_volumes.PROBE, volumes.PROBE),
)
"""Nothing is asked while no volume is in one of these states."""
