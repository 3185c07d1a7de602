"""Services that started before what they read was changed, and the command that starts them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from actions.deployments import answers, life
from actions.deployments.all import service_of, units_of
from actions.deployments.services import (
    NOVA_API,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    NOVA_SUPER_CONDUCTOR,
)
from actions.facts.hosts import units
from actions.facts.hosts.units import LIVES, Unit
from actions.facts.nova.cell_mappings import CellMapping
from actions.facts.nova.stored_cells import StoredCell
from actions.model.command import Shell
from actions.model.fact import Reading, Snapshot

CELL_UNITS = units_of(NOVA_API, NOVA_METADATA, NOVA_CONDUCTOR, NOVA_SCHEDULER, NOVA_SUPER_CONDUCTOR)
"""Units that keep cell mappings in memory (CELL_CACHE of nova/context.py, and the scheduler's own).

On Debian the metadata API is a unit of its own; on Ubuntu nova-api serves it.
"""

SLACK = 2.0
"""Seconds: clocks are read to the second at both ends of an age, so a smaller difference is none."""

Stale = Mapping[str, tuple[str, ...]]
"""Names of units by host."""


def reads_cells(unit: str) -> bool:
    """Whether a unit of that name keeps cell mappings in memory."""
    return unit in CELL_UNITS


def older_than_cells(
    snapshot: Snapshot, reading: Reading[Any], cells: Iterable[CellMapping | StoredCell]
) -> Stale:
    """The units that keep cell mappings in memory and are `stale` against the newest of those read."""
    changed = reading.since(min(cell.age for cell in cells))
    return stale(snapshot, reads_cells, {host.name: changed for host in snapshot.site.hosts})


def runs(snapshot: Snapshot, wanted: Callable[[str], bool]) -> Stale:
    """The wanted units that run, or should and have failed, on every host that has them."""
    return _chosen(snapshot, wanted, lambda _, unit: unit.active == "active" or unit.failed)


def stale(snapshot: Snapshot, wanted: Callable[[str], bool], since: Mapping[str, float]) -> Stale:
    """Of those, the units that have failed or started before the moment of change, given by host.

    One that falls and is started again by systemd itself reads what was changed without our help.
    """

    def old(host: str, unit: Unit) -> bool:
        if unit.active == "failed":
            return True
        start = started(snapshot, host, unit)
        return start is not None and host in since and start < since[host] - SLACK

    return _chosen(snapshot, wanted, old)


SETTLED = LIVES + 30.0
"""Seconds after which a unit that came up for good is no longer taken for one that falls: systemd may
have started it by itself as soon as what it missed was there, after many starts in vain.
"""


def falling(snapshot: Snapshot, wanted: Callable[[str], bool]) -> Stale:
    """The wanted units that systemd starts again and again."""
    return _chosen(snapshot, wanted, lambda _, unit: unit.failed and unit.active != "failed")


def started(snapshot: Snapshot, host: str, unit: Unit) -> float | None:
    """When a unit became active, at the latest; in seconds since the epoch, by our own clock."""
    return None if unit.age is None else snapshot.reading(units.PROBE, host).at - unit.age


def restart(found: Stale) -> tuple[Shell, ...]:
    """Host after host, and what an API answers awaited before the next: one of several always does."""
    commands: list[Shell] = []
    for host, names in found.items():
        if commands:
            last = commands[-1]
            apis = answers.apis(service_of(name) for name in last.restarts)
            line, shown = answers.line(apis), answers.shown(apis)
            commands += [Shell(last.host, line, show=shown)] if apis else []
        commands.append(
            Shell(
                host,
                life.line("restart", names),
                items=names,
                show=_shown(names),
                restarts=names,
            )
        )
    return tuple(commands)


def _shown(names: tuple[str, ...]) -> str:
    too = life.started_too("restart", names)
    return f"{life.shown('restart', names)}{too and f', then {too}'}"


def told(found: Stale) -> str:
    """The units and their hosts as a sentence says them."""
    return "; ".join(f"{', '.join(names)} on {host}" for host, names in found.items())


def _chosen(
    snapshot: Snapshot, wanted: Callable[[str], bool], fit: Callable[[str, Unit], bool]
) -> Stale:
    by_host = snapshot.each(units.PROBE)
    ordered: Iterable[str] = (host.name for host in snapshot.site.hosts if host.name in by_host)
    found = {
        host: tuple(sorted(u.name for u in by_host[host].values() if wanted(u.name) and fit(host, u)))
        for host in ordered
    }
    return {host: names for host, names in found.items() if names}
