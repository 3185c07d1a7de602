"""systemd's view of OpenStack's units on every host, and of all failed ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments.all import UNIT_PATTERNS
from actions.facts._support.shell import number, script, sections
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult


@dataclass(frozen=True)
class Unit:
    """One systemd service unit, its name without `.service`."""

    name: str
    load: str
    """loaded, not-found, masked."""
    active: str
    """active, inactive, failed, activating."""
    sub: str
    enabled: str
    restarts: int = 0
    age: float | None = None
    """Seconds since it became active, by the host's own clock; None: it is not active."""
    result: str = ""
    """Why it ended, in systemd's word: success, exit-code, oom-kill."""

    @property
    def failed(self) -> bool:
        """It ended badly, or comes up only to fall again."""
        return self.active == "failed" or (self.active == "activating" and self.restarts > 0)


Units = Mapping[str, Unit]
"""By the unit's name without `.service`."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    shown = (
        "Id,LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result,ActiveEnterTimestampMonotonic"
    )
    ours = " ".join(f"'{p}.service'" for p in UNIT_PATTERNS)
    line = script(
        uptime="cat /proc/uptime",
        ours=f"systemctl show --all -p {shown} {ours}",
        failed=f"systemctl show --state=failed -p {shown} '*.service'",
    )
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Units:
    """Blocks of KEY=VALUE lines, one block a unit, as `systemctl show` prints them."""
    said = sections(answer)
    uptime = number(said.get("uptime", ""), "the uptime")
    found: dict[str, Unit] = {}
    for block in (said.get("ours", "") + "\n\n" + said.get("failed", "")).split("\n\n"):
        keys = dict(line.partition("=")[::2] for line in block.splitlines() if "=" in line)
        name = keys.get("Id", "").removesuffix(".service")
        if not name or keys.get("LoadState") == "not-found":
            continue
        restarts = keys.get("NRestarts", "")  # "[not set]" in a unit that systemd has just loaded
        since = keys.get("ActiveEnterTimestampMonotonic", "0")
        active = keys.get("ActiveState", "")
        up = active == "active" and since.isdigit() and int(since) > 0
        found[name] = Unit(
            name=name,
            load=keys.get("LoadState", ""),
            active=active,
            sub=keys.get("SubState", ""),
            enabled=keys.get("UnitFileState", ""),
            restarts=int(restarts) if restarts.isdigit() else 0,
            age=max(0.0, uptime - int(since) / 1e6) if up else None,
            result=keys.get("Result", ""),
        )
    return found


PROBE = Probe("units", ask, parse, period=15)
