"""Cinder's newest volumes: `openstack volume list --all-projects --limit 1000`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows, when
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery

LIMIT = 1000
"""What cinder gives at most in one answer (osapi_max_limit)."""
PATH = "/volumes/detail?all_tenants=True"


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


PROBE = Probe(
    "volumes",
    where_offered(ApiQuery("block-storage", f"{PATH}&limit={LIMIT}", "volumes")),
    parse,
    period=60,
    timeout=20,
    needs=NEEDS,
)
