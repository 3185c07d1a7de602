"""A step that has systemd's units enabled, running, and no older than what they read at their start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.deployments import life
from actions.deployments.deployment import Part
from actions.facts.hosts import conf, host_status, listening, small_files, unit_files, units
from actions.install import settings
from actions.install.hosts import hosts_of, part_of
from actions.install.step import Blocked, current, deciding, require
from actions.install.step_factories.configuration import Configuration
from actions.model.command import Command, Shell
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, do
from actions.model.site import Host

_SLACK = 1.0
"""Seconds within which two looks cannot tell which came first."""
_ANYWHERE = ("*", "0.0.0.0", "[::]")  # noqa: S104 (read from `ss`, not bound)
_NEW, _HELD = "to come", "to come, masked"
_NOT_ENABLED = ("disabled", "masked", _NEW, _HELD)
_TOLD = 3
"""Reasons that are told; of a new installation there are too many."""

Changes = Callable[[Situation, Host], Iterator[float]]
"""When what a host's units read at their start was changed, in seconds since the epoch."""
Silent = Callable[[Situation, Host], Mapping[str, str]]
"""The units of a host that run and do not do their work, and how one can tell."""


@dataclass(frozen=True)
class Units:
    """The units of some parts, and what makes them old."""

    parts: tuple[str, ...]
    files: tuple[str, ...] = ()
    """Files that they read at their start, beside uWSGI's."""
    configurations: tuple[Configuration, ...] = ()
    """Configurations that may be about to change."""
    after: tuple[str, ...] = ()
    """The steps that bring the units."""
    anew: tuple[str, ...] = ()
    """Steps after which all the units start anew."""
    changes: Changes = lambda _situation, _host: iter(())
    silent: Silent = lambda _situation, _host: {}
    needs: tuple[Probe[Any], ...] = ()
    """The probes that `changes` and `silent` read."""

    def step(self, name: str, title: str, verify_timeout: float = 90.0, deviation: str = "") -> Step:
        """The step that makes it so."""
        own: tuple[Probe[Any], ...] = (unit_files.PROBE, units.PROBE, listening.PROBE, conf.PROBE)
        coming = tuple(probe for c in self.configurations for probe in c.needs)
        files = (small_files.PROBE, host_status.PROBE)
        needs = tuple(dict.fromkeys((*own, *files, *coming, *self.needs)))
        return deciding(
            name,
            title,
            needs,
            self._plan,
            verify_timeout=verify_timeout,
            parallel=True,
            deviation=deviation,
        )

    def _plan(self, situation: Situation) -> Decision:
        hosts = dict.fromkeys(h for part in self.parts for h in hosts_of(situation, part))
        looks = [_Look(self, situation, host) for host in hosts]
        commands = [command for look in looks for command in look.commands()]
        if not hosts:
            return already("no host is to have them")
        if not commands:
            names = [host.name for host in hosts]
            return already(f"they run and are enabled on {', '.join(names)}", names)
        reasons = [reason for look in looks for reason in look.reasons()]
        more = f", and {len(reasons) - _TOLD} more" if len(reasons) > _TOLD else ""
        return do(*commands, why=", ".join(reasons[:_TOLD]) + more)


class _Look:
    """One host's units against what they should be; raises `Blocked`."""

    def __init__(self, wanted: Units, situation: Situation, host: Host) -> None:
        self._wanted, self._situation, self._host = wanted, situation, host
        here = [p for p in wanted.parts if host in hosts_of(situation, p)]
        parts = [part_of(situation, host.name, part) for part in here]
        uwsgi = (path for part in parts for path in part.uwsgi)
        self._files = frozenset((*wanted.files, *uwsgi))
        self._ports = {name: ports for part in parts for name, ports in part.units.items()}
        states = require(situation, unit_files.PROBE, host.name)
        coming = bool(situation.pending.intersection(wanted.after))
        self._states = {n: states.get(n) or self._coming(n, coming, parts) for n in self._ports}
        self._old = dict(self._aged())

    def commands(self) -> Iterator[Command]:
        """What the host still needs."""
        masked = [name for name, state in self._states.items() if state in ("masked", _HELD)]
        off = [name for name, state in self._states.items() if state in _NOT_ENABLED]
        for verb, names in (("unmask", masked), ("enable", off), ("restart", list(self._old))):
            if names:
                line, show = life.line(verb, names), life.shown(verb, names)
                yield Shell(self._host.name, line, items=tuple(names), show=show)

    def reasons(self) -> Iterator[str]:
        """Why, unit by unit."""
        for name, state in self._states.items():
            said = [state] if state in _NOT_ENABLED else []
            said += [self._old[name]] if name in self._old else []
            if state in (_NEW, _HELD):
                yield f"{name} on {self._host.name} not there yet"
            elif said:
                yield f"{name} on {self._host.name} {' and '.join(said)}"

    def _coming(self, name: str, coming: bool, parts: list[Part]) -> str:
        """The state of a unit that is not there yet."""
        if not coming:
            host = self._host.name
            raise Blocked(f"{host} has no unit {name}: is its package whole?", host)
        return _HELD if any(name in part.held for part in parts) else _NEW

    def _aged(self) -> Iterator[tuple[str, str]]:
        """The units that must start, or start anew, and why."""
        everyone = self._everyone()
        reading = self._situation.snapshot.reading(units.PROBE, self._host.name)
        found = require(self._situation, units.PROBE, self._host.name)
        changed = max(self._changes(), default=0.0)
        silent = self._wanted.silent(self._situation, self._host)
        for name, ports in self._ports.items():
            age = found[name].age if name in found else None
            if age is None:
                yield name, "off"
            elif everyone:
                yield name, everyone
            elif reading.at - age + _SLACK < changed:
                yield name, "older than what it read at its start"
            elif (deaf := self._deaf(ports)) is not None:
                yield name, f"not listening on {deaf}"
            elif name in silent:
                yield name, silent[name]

    def _everyone(self) -> str:
        """Why all of them start anew, if a step ahead is the reason."""
        if self._situation.pending.intersection(self._wanted.anew):
            return "to read what changes before"
        coming = [
            configuration
            for configuration in self._wanted.configurations
            if configuration.name in self._situation.pending
            and self._host in hosts_of(self._situation, configuration.part)
        ]
        changing = any(c.commands(self._situation, self._host) for c in coming)
        return "to read its new configuration" if changing else ""

    def _changes(self) -> Iterator[float]:
        """When each thing that is read at the start was changed at the earliest, by our own clock."""
        files, name = self._files, self._host.name
        big = self._situation.snapshot.reading(conf.PROBE, name)
        small = self._situation.snapshot.reading(small_files.PROBE, name)
        yield from (big.since(f.age) for path, f in (big.fact or {}).items() if path in files)
        yield from (small.since(f.age) for path, f in (small.fact or {}).items() if path in files)
        yield from self._wanted.changes(self._situation, self._host)

    def _deaf(self, ports: tuple[int, ...]) -> int | None:
        """The first port on which nothing listens at the management address, or everywhere."""
        open_ports = current(self._situation, listening.PROBE, self._host.name) or frozenset()
        address = settings.read(self._situation.site).address(self._host.name)
        places = (address, *_ANYWHERE)
        return next((p for p in ports if not any((a, p) in open_ports for a in places)), None)
