"""A step that installs packages."""

from __future__ import annotations

from collections.abc import Iterator

from actions.deployments import life
from actions.deployments.deployment import Part
from actions.facts.hosts import host_status, unit_files
from actions.facts.hosts import packages as packages_fact
from actions.facts.hosts.packages import Packages
from actions.install import settings
from actions.install.hosts import hosts_of, part_of
from actions.install.step import deciding, require
from actions.model.command import Command, Shell
from actions.model.plan import Decision, Situation, Step, already, do
from actions.model.secret import Text
from actions.model.site import Host

_OLD_LISTS = 7 * 86400.0
"""Seconds after which apt's lists name packages that the archive may have no more."""
_INSTALL = (
    "DEBIAN_FRONTEND=noninteractive apt-get install -y --fix-broken --no-install-recommends "
    "-o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300"
)
_FINISH = "DEBIAN_FRONTEND=noninteractive dpkg --configure -a --force-confold"


def packages_step(name: str, title: str, parts: tuple[str, ...], deviation: str = "") -> Step:
    """Install the packages of these parts on the hosts that get them, all of a host's at once."""

    def plan(situation: Situation) -> Decision:
        hosts = [h for h in situation.site.hosts if _wanted(situation, h, parts)]
        commands = [command for host in hosts for command in _commands(situation, host, parts)]
        if not commands:
            names = [host.name for host in hosts]
            return already(f"dpkg has all of them on {', '.join(names)}", names)
        return do(*commands, why="packages are missing, or dpkg was cut off in its work")

    needs = (host_status.PROBE, packages_fact.PROBE, unit_files.PROBE)
    return deciding(name, title, needs, plan, parallel=True, deviation=deviation)


def lists_are_old(fact: Packages) -> bool:
    """Whether apt reads its sources anew before anything is installed."""
    return fact.lists_age is None or fact.lists_age > _OLD_LISTS


def _parts_on(situation: Situation, host: Host, parts: tuple[str, ...]) -> list[Part]:
    here = [part for part in parts if host in hosts_of(situation, part)]
    return [part_of(situation, host.name, part) for part in here]


def _coming(situation: Situation, host: Host, parts: tuple[str, ...], fact: Packages) -> list[Part]:
    """The parts of which packages are missing."""
    here = _parts_on(situation, host, parts)
    return [part for part in here if not fact.installed.keys() >= set(part.packages)]


def _wanted(situation: Situation, host: Host, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(p for part in _parts_on(situation, host, parts) for p in part.packages)


def _commands(situation: Situation, host: Host, parts: tuple[str, ...]) -> list[Command]:
    fact = require(situation, packages_fact.PROBE, host.name)
    missing = tuple(p for p in _wanted(situation, host, parts) if p not in fact.installed)
    if not missing and not fact.unfinished:
        return []
    # Always, for it must have been approved where an installation was cut off and goes on; it fails
    # on what was unpacked without its dependencies, and that the installation mends.
    commands: list[Command] = [Shell(host.name, _FINISH, timeout=1800, ok=(0, 1))]
    commands += [*_before(situation, host, parts, fact), *_hold(situation, host, parts, fact)]
    line = " ".join((_INSTALL, *missing))
    commands.append(Shell(host.name, line, items=missing, show=_INSTALL, timeout=1800))
    hasty = tuple(unit for part in _coming(situation, host, parts, fact) for unit in part.hasty)
    if hasty:
        line, show = life.line("stop", hasty), life.shown("stop", hasty)
        commands.append(Shell(host.name, line, items=hasty, show=show))
    return commands


def _hold(
    situation: Situation, host: Host, parts: tuple[str, ...], fact: Packages
) -> Iterator[Command]:
    """Keep the new packages' services from starting before they are configured."""
    states = require(situation, unit_files.PROBE, host.name)
    new = _coming(situation, host, parts, fact)
    held = tuple(unit for part in new for unit in part.held if unit not in states)
    if held:
        line = f"systemctl mask {' '.join(held)}"
        yield Shell(host.name, line, items=held, show="systemctl mask")


def _before(situation: Situation, host: Host, parts: tuple[str, ...], fact: Packages) -> list[Command]:
    commands: list[Command] = []
    if lists_are_old(fact):
        commands.append(Shell(host.name, "apt-get update -q", timeout=600))
    answers = [a for part in _coming(situation, host, parts, fact) for a in part.preseed]
    if answers:
        chosen = settings.read(situation.site)
        filled = {
            "address": chosen.address(host.name),
            "controller": chosen.controller,
            "region": chosen.region,
        }
        lines = tuple(answer.format(**filled) for answer in dict.fromkeys(answers))
        text = Text.of("".join(f"{line}\n" for line in lines))
        commands.append(Shell(host.name, "debconf-set-selections", stdin=text, items=lines))
    return commands
