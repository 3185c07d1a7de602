"""Instances that were buried while cell0 was on another cell's database: they get its mapping.

An instance that fails to be scheduled is written to cell0's database and mapped to cell0. With cell0
on cell1's database its row is in cell1's, and once cell0 is mapped right nova looks for it in vain:
it can be listed, but neither shown nor deleted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.checks._support.wording import count
from actions.facts.hosts import conf
from actions.facts.nova import cell_instances, cell_mappings, instance_mappings
from actions.facts.nova.cell_mappings import CELL0, ApiDatabase
from actions.model.command import Rows, Sql
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Text
from actions.repair.cells.mapping_rows import api_url

CHUNK = 500
"""UUIDs in one statement."""

_UUID = re.compile(r"[0-9a-fA-F-]{36}")


def plan(situation: Situation) -> Decision:
    """Map each instance that is said to be in cell0, and is not, to the cell that has its row."""
    api = situation.get(cell_mappings.PROBE)
    own = conf.nova_conf(situation.snapshot)
    url = own.file.url("api_database", "connection") if own else None
    mapped = situation.get(instance_mappings.PROBE)
    if api is None or own is None or url is None or mapped is None:
        return blocked(
            "nova_api could not be read, so nobody knows which instances are mapped to cell0."
        )
    buried = _buried(situation, api, [u for u, cell in mapped.cells.items() if cell == CELL0])
    if not buried:
        bound = "" if mapped.whole else f" (of the newest {len(mapped.cells):,} that were looked at)"
        return already(f"no instance that is mapped to cell0 has its row in another cell{bound}")
    commands, backup = [], []
    for cell, uuids in buried.items():
        for chunk in (uuids[n : n + CHUNK] for n in range(0, len(uuids), CHUNK)):
            commands.append(_remapped(own.host, url.text, cell, chunk))
            rows = Rows(own.host, url.text, "instance_mappings", "id", _in(chunk), source=api_url(own))
            backup.append(rows)
    every = [uuid for uuids in buried.values() for uuid in uuids]
    first = ", ".join(every[:3]) + (", …" if len(every) > 3 else "")
    return do(
        *commands,
        why=f"mapped to cell0, with the row in another cell: {count(len(every), 'instance')} ({first})",
        backup=tuple(backup),
    )


def _buried(situation: Situation, api: ApiDatabase, said: list[str]) -> Mapping[str, list[str]]:
    """By the UUID of the cell that really has them; sorted, and only what was seen there."""
    here = situation.get(cell_instances.PROBE, CELL0)
    wrong = bool({"mapping", "database"} & situation.pending)
    kept = frozenset() if wrong or here is None else here.hosts.keys()
    others = sorted((c for c in api.cells if c.uuid != CELL0), key=lambda c: (-len(c.hosts), c.id))
    found: dict[str, list[str]] = {}
    left = {uuid for uuid in said if _UUID.fullmatch(uuid)} - kept
    for cell in others:
        rows = situation.get(cell_instances.PROBE, cell.uuid)
        inside = left & rows.hosts.keys() if rows else set()
        if inside:
            found[cell.uuid] = sorted(inside)
            left -= inside
    return found


def _remapped(host: str, url: Text, cell: str, uuids: list[str]) -> Sql:
    update = (
        f"UPDATE instance_mappings SET cell_id = {_id_of(cell)}, "  # noqa: S608 (UUIDs, checked)
        f"updated_at = UTC_TIMESTAMP() WHERE cell_id = {_id_of(CELL0)} AND "
    )
    return Sql(
        host,
        url,
        (Text.of(update + _in(uuids)),),
        items=tuple(uuids),
        show=update + "instance_uuid IN (…)",
    )


def _id_of(cell: str) -> str:
    return f"(SELECT id FROM cell_mappings WHERE uuid = '{cell}')"  # noqa: S608 (a UUID of nova's)


def _in(uuids: list[str]) -> str:
    return "instance_uuid IN ({})".format(", ".join(f"'{uuid}'" for uuid in uuids))


STEP = Step(
    "instances",
    "Give buried instances their right cell",
    (cell_instances.PROBE, cell_mappings.PROBE, conf.PROBE, instance_mappings.PROBE),
    plan,
    optional=True,
)
