"""A volume is attached to an instance that is in none of nova's databases.

It can be neither deleted nor attached elsewhere. The instance was deleted while cinder did not answer,
or its database was restored. Sources: the attachments of /volumes/detail, and the live instances of all
cells; silent where one of these was not read whole. What Ironic or Zun attach goes by ids of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.wording import count, listed, one_or_count, verb
from actions.facts.cinder import volumes
from actions.facts.nova import cell_instances, cell_mappings
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "attachment-left"
SETTLED = 3600.0
"""Seconds since the volume's row was written: what is being deleted is let go in the meantime."""
_MOST = 20


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for all of them."""
    mapped = snapshot.get(cell_mappings.PROBE)
    known = snapshot.each(cell_instances.PROBE)
    reading = snapshot.reading(volumes.PROBE)
    cells = [known.get(cell.uuid) for cell in mapped.cells] if mapped else []
    errors = snapshot.errors(cell_instances.PROBE)
    if not cells or errors or not all(cell is not None and cell.whole for cell in cells):
        return
    living = {uuid for cell in known.values() for uuid in cell.hosts}
    left = [
        (volume, one.instance)
        for volume in reading.fact or ()
        for one in volume.attachments
        if one.instance
        and one.instance not in living
        and volume.updated is not None
        and reading.at - volume.updated > SETTLED
    ]
    if not left:
        return
    first = left[0][0]
    names = {volume.id: volume.name or volume.id for volume, _ in left}
    says = (
        f"{count(len(names), 'volume')} ({listed(list(names.values()))}) "
        f"{verb(len(names), 'is', 'are')} attached to what nova knows no instance of "
        f"({listed(sorted({uuid for _, uuid in left}))}): unless it is Ironic's or Zun's, "
        f"`openstack volume set --state available --detached {first.id}` lets it go."
    )
    told = "\n".join(f"{volume.id} {volume.status} of {uuid}" for volume, uuid in left[:_MOST])
    yield Finding(
        CODE,
        Severity.NOTICE,
        one_or_count(list(names), "volume"),
        says,
        entity=Entity(Kind.VOLUME, first.id),
        since=first.updated or 0.0,
        evidence=(Evidence("GET /volumes/detail", told, reading.at),),
    )


CHECK = Check(
    CODE,
    "Volumes attached to instances that are gone",
    (cell_instances.PROBE, cell_mappings.PROBE, volumes.PROBE),
    find,
    Area.VOLUME,
)
