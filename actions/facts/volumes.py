"""Cinder's volumes: the newest, and all that are in a state in which a volume should not stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts.api import rows, when
from actions.facts.catalog import NEEDS, where_offered
from actions.model import AskApi, Probe, Question, Snapshot

LIMIT = 1000
"""What cinder gives at most in one answer (osapi_max_limit)."""
NEWEST = ""
"""The subject under which the newest are."""
PASSING = ("attaching", "creating", "deleting", "detaching", "error", "error_deleting", "reserved")
"""States that are asked for by name: an old volume in one of them is found in a big cloud too."""


@dataclass(frozen=True)
class Attachment:
    """What a volume is attached to, or is to be."""

    instance: str
    """The instance's id."""
    device: str
    host: str


@dataclass(frozen=True)
class Volume:
    """One volume; its size in GiB."""

    id: str
    name: str
    status: str
    size: int
    host: str
    """host@backend#pool; empty: it was never placed."""
    updated: float | None
    """When cinder last wrote its row, in seconds since the epoch: for a state that lasts, its begin."""
    attachments: tuple[Attachment, ...] = ()

    @property
    def backend(self) -> str:
        """host@backend: the cinder-volume service that has it."""
        return self.host.partition("#")[0]


def ask(snapshot: Snapshot) -> Mapping[str, Question]:
    """The newest, and a question for each state of note."""
    path = "/volumes/detail?all_tenants=True"
    found = dict(where_offered(AskApi("block-storage", f"{path}&limit={LIMIT}", "volumes"))(snapshot))
    for status in PASSING if found else ():
        found[status] = AskApi("block-storage", f"{path}&status={status}&limit=100", "volumes")
    return found


def _volume(row: Mapping[str, Any]) -> Volume:
    return Volume(
        id=str(row.get("id", "")),
        name=str(row.get("name") or ""),
        status=str(row.get("status") or ""),
        size=int(row.get("size") or 0),
        host=str(row.get("os-vol-host-attr:host") or ""),
        updated=when(row.get("updated_at")) or when(row.get("created_at")),
        attachments=tuple(
            Attachment(
                instance=str(one.get("server_id") or ""),
                device=str(one.get("device") or ""),
                host=str(one.get("host_name") or ""),
            )
            for one in row.get("attachments") or ()
        ),
    )


def parse(raw: Any) -> tuple[Volume, ...]:
    """GET /volumes/detail."""
    return tuple(_volume(row) for row in rows(raw, "volumes"))


def known(snapshot: Snapshot) -> tuple[Volume, ...]:
    """All volumes that were told, each once, as it was told last."""
    found: dict[str, tuple[float, Volume]] = {}
    for subject, volumes in snapshot.each(PROBE).items():
        at = snapshot.reading(PROBE, subject).at
        for volume in volumes:
            if at >= found.get(volume.id, (0.0, volume))[0]:
                found[volume.id] = at, volume
    return tuple(volume for _, volume in found.values())


def whole(snapshot: Snapshot) -> bool:
    """No volume is missing among those that are known."""
    newest = snapshot.get(PROBE, NEWEST)
    return newest is not None and len(newest) < LIMIT


PROBE = Probe("volumes", ask, parse, period=60, timeout=20, needs=NEEDS)
