"""Which instances nova has volumes attached to that are in the middle of an attachment or its end.

Nova's own record of an attachment is a row of block_device_mapping: it is written before the volume is
reserved, and deleted when it is detached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.facts.cinder import older_volumes, volumes
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult

STATES = ("attaching", "detaching", "reserved")
_ID = re.compile(r"[0-9a-f-]{36}")
_MOST = 500


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """In every cell's database; subjects are the cells' UUIDs."""
    newest = snapshot.get(volumes.PROBE) or ()
    older = (one for found in snapshot.each(older_volumes.PROBE).values() for one in found)
    ids = sorted({v.id for v in (*newest, *older) if v.status in STATES and _ID.fullmatch(v.id)})
    if not ids:
        return {}
    statement = (
        "SELECT volume_id, instance_uuid FROM block_device_mapping WHERE deleted = 0 "  # noqa: S608 (ids)
        f"AND volume_id IN ({', '.join(repr(id_) for id_ in ids[:_MOST])})"
    )
    return {
        uuid: replace(question, statements=(statement,), older=())
        for uuid, question in cell_databases.ask(snapshot).items()
        if isinstance(question, SqlQuery)
    }


def parse(answer: SqlResult) -> Mapping[str, tuple[str, ...]]:
    """The instances' UUIDs by volume."""
    if answer.code:
        raise ParseError(f"MySQL error {answer.code}: {answer.error}")
    found: dict[str, list[str]] = {}
    for row in answer.results[0]:
        found.setdefault(str(row["volume_id"]), []).append(str(row["instance_uuid"]))
    return {volume: tuple(sorted(uuids)) for volume, uuids in found.items()}


PROBE = Probe(
    "volume-uses",
    ask,
    parse,
    period=0,
    needs=(cell_mappings.PROBE, conf.PROBE, older_volumes.PROBE, volumes.PROBE),
)
"""Only for the repair that sets a volume's state."""
