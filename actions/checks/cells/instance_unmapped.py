"""Instances that a cell's database holds and nova_api maps to no cell.

The API lists them and answers 404 when they are shown or deleted ("Instance U has no mapping to a
cell", LP#1745358): the API database was restored, or an upgrade to cells v2 was left half done.
Source: each cell's live instances against nova_api.instance_mappings, the newest 50,000 of each.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells
from actions.checks._support.wording import count, listed, verb
from actions.facts.hosts import conf
from actions.facts.nova import cell_instances, cell_mappings, instance_mappings
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a cell; nothing can be told while there are more mappings than were read."""
    mappings = snapshot.get(instance_mappings.PROBE)
    if mappings is None or not mappings.whole:
        return
    told: set[str] = set()
    for cell in cells.real(snapshot):
        held = snapshot.get(cell_instances.PROBE, cell.uuid)
        if held is None:
            continue
        lost = {uuid for uuid in held.hosts if uuid not in mappings.cells} - held.moving - told
        told |= lost
        if lost:
            yield Finding(
                "instance-unmapped",
                Severity.WARNING,
                cells.named(cell),
                f"{count(len(lost), 'instance')} of {cells.named(cell)} {verb(len(lost), 'is', 'are')} "
                f"mapped to no cell and {verb(len(lost), 'answers', 'answer')} 404 ({listed(lost)}): "
                f"`{conf.nova_manage(snapshot)} cell_v2 map_instances --cell_uuid {cell.uuid} "
                "--reset`, run as nova (before Rocky without --reset), maps them.",
                entity=Entity(Kind.CELL, cell.uuid),
            )


CHECK = Check(
    "instance-unmapped",
    "Instances in no cell",
    (cell_instances.PROBE, cell_mappings.PROBE, conf.PROBE, instance_mappings.PROBE),
    find,
    Area.CELLS,
)
