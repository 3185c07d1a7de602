"""Nova's services: `openstack compute service list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows, when
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery

BY_NOVA = "AUTO: "
"""How a disabled_reason of the libvirt driver's begins; any other is a person's."""


@dataclass(frozen=True)
class Service:
    """A service that reports to its project's database: nova's and cinder's alike."""

    binary: str
    host: str
    state: str
    """up or down; unknown where its cell does not answer."""
    status: str
    """enabled or disabled."""
    reason: str = ""
    """Why it was disabled."""
    heartbeat: float | None = None
    """When it last reported, in seconds since the epoch."""
    id: str = ""
    forced_down: bool = False
    """An operator, or a fencing tool, said so: its heartbeat does not count."""
    cluster: str = ""
    """Of a cinder-volume that shares its volumes with others: cluster@backend."""

    @property
    def by_nova(self) -> bool:
        """It is disabled, and nova's libvirt driver did that, and takes it back itself."""
        return self.status == "disabled" and self.reason.startswith(BY_NOVA)


def parse(raw: Any) -> tuple[Service, ...]:
    """GET /os-services: rows of a cell that is down lack most keys (2.69 and later)."""
    return tuple(
        Service(
            binary=str(row.get("binary", "")),
            host=str(row.get("host", "")),
            state=str(row.get("state") or "unknown").lower(),
            status=str(row.get("status") or "unknown").lower(),
            reason=str(row.get("disabled_reason") or ""),
            heartbeat=when(row.get("updated_at")),
            id=str(row.get("id", "")),
            forced_down=bool(row.get("forced_down")),
            cluster=str(row.get("cluster") or ""),
        )
        for row in rows(raw, "services")
    )


PROBE = Probe(
    "compute-services",
    where_offered(ApiQuery("compute", "/os-services", "services", "2.53")),
    parse,
    needs=NEEDS,
)
