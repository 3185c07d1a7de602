"""A step that has systemd's units enabled, running, and no older than what they read at their start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from actions.command import Command, Shell
from actions.facts import conf, listening, small_files, units
from actions.facts.units import Unit
from actions.install import settings
from actions.install.deciding import CannotPlan, deciding, fresh, known
from actions.install.distro import hosts_of, part_of
from actions.install.makers.configuration import NEEDS, Configuration
from actions.model import Decision, Host, Probe, Situation, Step, already, do

_SLACK = 1.0
"""Seconds within which two looks cannot tell which came first."""
_ANYWHERE = ("*", "0.0.0.0", "[::]")  # noqa: S104 (read from `ss`, not bound)

Changes = Callable[[Situation, Host], Iterator[float]]
"""When what a host's units read at their start was changed, in seconds since the epoch."""
Silent = Callable[[Situation, Host], frozenset[str]]
"""The units of a host that run and do not do their work all the same."""


@dataclass(frozen=True)
class Units:
    """The units of some parts, and what makes them old."""

    parts: tuple[str, ...]
    files: tuple[str, ...] = ()
    """Files that they read at their start."""
    configurations: tuple[Configuration, ...] = ()
    """Configurations that may be about to change."""
    after: tuple[str, ...] = ()
    """The steps that bring the units."""
    anew: tuple[str, ...] = ()
    """Steps after which all the units start anew."""
    changes: Changes = lambda _situation, _host: iter(())
    silent: Silent = lambda _situation, _host: frozenset()
    needs: tuple[Probe[Any], ...] = ()
    """The probes that `changes` and `silent` read."""

    def step(self, name: str, title: str, settle: float = 90.0, guide: str = "") -> Step:
        """The step that makes it so."""
        needs: tuple[Probe[Any], ...] = (units.PROBE, listening.PROBE, *NEEDS, *self.needs)
        return deciding(name, title, needs, self._plan, settle=settle, parallel=True, guide=guide)

    def _plan(self, situation: Situation) -> Decision:
        hosts = dict.fromkeys(h for part in self.parts for h in hosts_of(situation.site, part))
        commands = [command for host in hosts for command in self._commands(situation, host)]
        if not commands:
            return already(f"they run and are enabled on {', '.join(h.name for h in hosts)}")
        return do(*commands, why="units are off, or older than what they read at their start")

    def _commands(self, situation: Situation, host: Host) -> Iterator[Command]:
        ports = self._ports(situation, host)
        found = known(situation, units.PROBE, host.name, empty={}, after=self.after)
        coming = bool(situation.ahead.intersection(self.after))
        absent = [name for name in ports if name not in found]
        if absent and not coming:
            raise CannotPlan(f"{host.name} has no unit {', '.join(absent)}: is its package whole?")
        off = tuple(n for n in ports if n in absent or found[n].enabled in ("disabled", "masked"))
        old = tuple(self._old(situation, host, ports, found))
        if off:
            yield Shell(
                host.name, f"systemctl enable {' '.join(off)}", items=off, show="systemctl enable"
            )
        if old:
            line = f"systemctl restart {' '.join(old)}"
            yield Shell(host.name, line, items=old, show="systemctl restart")

    def _ports(self, situation: Situation, host: Host) -> dict[str, tuple[int, ...]]:
        """The ports of the host's units, by the unit's name."""
        here = [p for p in self.parts if host in hosts_of(situation.site, p)]
        return {
            name: ports
            for part in here
            for name, ports in part_of(situation, host.name, part).units.items()
        }

    def _old(
        self,
        situation: Situation,
        host: Host,
        ports: dict[str, tuple[int, ...]],
        found: units.Units,
    ) -> Iterator[str]:
        """The units that must start, or start anew."""
        if situation.ahead.intersection(self.anew) or any(
            c.commands(situation, host) for c in self.configurations if c.name in situation.ahead
        ):
            yield from ports
            return
        changed = max(
            (*_changes(situation, host, self.files), *self.changes(situation, host)), default=0.0
        )
        at = situation.snapshot.reading(units.PROBE, host.name).at
        silent = self.silent(situation, host)
        for name, wanted in ports.items():
            if (
                name in silent
                or _stale(found.get(name), at, changed)
                or not _listens(situation, host, wanted)
            ):
                yield name


def _changes(situation: Situation, host: Host, paths: tuple[str, ...]) -> Iterator[float]:
    """When each of the files was changed, by the console's clock."""
    big = situation.snapshot.reading(conf.PROBE, host.name)
    small = situation.snapshot.reading(small_files.PROBE, host.name)
    yield from (big.at - file.age for path, file in (big.fact or {}).items() if path in paths)
    yield from (small.at - file.age for path, file in (small.fact or {}).items() if path in paths)


def _stale(unit: Unit | None, at: float, changed: float) -> bool:
    return unit is None or unit.age is None or at - unit.age + _SLACK < changed


def _listens(situation: Situation, host: Host, wanted: tuple[int, ...]) -> bool:
    """Whether something listens on all those ports, on the management address or on every one."""
    if not wanted:
        return True
    open_ports = fresh(situation, listening.PROBE, host.name) or frozenset()
    address = settings.read(situation.site).address(host.name)
    return all(any((a, port) in open_ports for a in (address, *_ANYWHERE)) for port in wanted)
