"""A systemd service unit of a simulated host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUB_STATES = {
    "active": "running",
    "inactive": "dead",
    "failed": "failed",
    "activating": "auto-restart",
}


@dataclass
class Unit:
    """One unit, its name without `.service`."""

    name: str
    description: str
    since: float
    """When it entered its state, by the cloud's clock."""
    active: str = "active"
    """active, inactive, failed, activating."""
    enabled: str = "enabled"
    restarts: int = 0
    result: str = "success"
    status: int = 0
    """The exit code of its process."""
    deaf: bool = False
    """It runs and reports no more until it is restarted: its connection to the queue is dead."""
    cause: str = ""
    """Why it fails whenever it is started, as its journal says it; empty: it starts."""
    conf: Mapping[str, str] = field(default_factory=dict)
    """Its configuration files as it read them when it started, by path."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What the process keeps until it is restarted (nova-api: the cell mappings)."""
    log: list[tuple[float, str]] = field(default_factory=list)
    """Its journal: (when, text)."""
    pid: int = 1000

    @property
    def running(self) -> bool:
        """Its process is there."""
        return self.active == "active"

    @property
    def sub(self) -> str:
        """systemd's SubState."""
        return SUB_STATES[self.active]

    @property
    def project(self) -> str:
        """The OpenStack project that it is part of: nova, neutron, …; or its own name."""
        return self.name.partition("-")[0]
