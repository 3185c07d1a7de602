"""Consumers of placement's that are no cell's live instance: what nova's databases know of them.

Asked only where there are any. A migration is a consumer, too: it holds what the instance has on the
host that it leaves. What was deleted within the hour counts as known, and what nova_api maps to a cell:
it may be on its way in or out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.facts.hosts import conf
from actions.facts.keystone import catalog
from actions.facts.nova import cell_databases, cell_instances, cell_mappings
from actions.facts.placement import provider_allocations
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult

MOST = 200
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Known:
    """What one database says."""

    asked: frozenset[str]
    known: frozenset[str]


def unknown(snapshot: Snapshot) -> list[str]:
    """Consumers that no cell has as a live instance, as far as the cells were read."""
    consumers = {
        consumer
        for found in snapshot.each(provider_allocations.PROBE).values()
        for consumer in found
        if _UUID.fullmatch(consumer)
    }
    for cell in snapshot.each(cell_instances.PROBE).values():
        consumers -= cell.hosts.keys()
    return sorted(consumers)[:MOST]


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Each cell's database by its UUID, and nova_api's by ""."""
    consumers = unknown(snapshot)
    own = conf.nova_url(snapshot, "api_database")
    if not consumers or own is None:
        return {}
    listed = ", ".join(f"'{consumer}'" for consumer in consumers)
    asked = " UNION ".join(f"SELECT '{consumer}' AS uuid" for consumer in consumers)
    inside = (
        f"SELECT uuid FROM instances WHERE uuid IN ({listed}) AND "  # noqa: S608 (UUIDs, checked)
        "(deleted = 0 OR deleted_at > UTC_TIMESTAMP() - INTERVAL 1 HOUR)",
        f"SELECT uuid FROM migrations WHERE uuid IN ({listed})",  # noqa: S608
        asked,
    )
    mapped = (
        f"SELECT instance_uuid AS uuid FROM instance_mappings WHERE instance_uuid IN ({listed}) "  # noqa: S608
        "AND (queued_for_delete IS NULL OR queued_for_delete = 0)",
        asked,
    )
    cells = cell_databases.ask(snapshot).items()
    found: dict[str, Query] = {"": SqlQuery(own[0], own[1].text, mapped)}
    return found | {
        uuid: replace(question, statements=inside, older=())
        for uuid, question in cells
        if isinstance(question, SqlQuery)
    }


def parse(answer: SqlResult) -> Known:
    """The last statement only says what was asked."""
    if answer.code:
        raise ParseError(f"MySQL error {answer.code}: {answer.error}")
    *found, asked = answer.results
    return Known(
        frozenset(str(row["uuid"]) for row in asked),
        frozenset(str(row["uuid"]) for rows in found for row in rows),
    )


def gone(snapshot: Snapshot) -> frozenset[str]:
    """Those that every cell and nova_api were asked about, and none of them knows.

    None where Zun is: its containers are consumers on the same providers.
    """
    api = snapshot.get(cell_mappings.PROBE)
    offered = snapshot.get(catalog.PROBE) or ()
    if api is None or api.code or any(one.type == "container" for one in offered):
        return frozenset()
    answers = [snapshot.get(PROBE, subject) for subject in ("", *(cell.uuid for cell in api.cells))]
    consumers = frozenset(unknown(snapshot))
    for answer in answers:
        consumers &= answer.asked - answer.known if answer else frozenset()
    return consumers


PROBE = Probe(
    "unknown-consumers",
    ask,
    parse,
    period=300,
    needs=(cell_instances.PROBE, cell_mappings.PROBE, conf.PROBE, provider_allocations.PROBE),
)
