"""Steps that only look: what they find on each host, and everything that is wrong, told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from actions.install.settings import SettingsError
from actions.install.step import Blocked, current, deciding
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, blocked
from actions.model.site import Host, Site

F = TypeVar("F")


@dataclass(frozen=True)
class Result:
    """What was found on one host: `wrong` and `notes` are whole sentences that name it."""

    found: str = ""
    wrong: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What the operator should know, and what does not hold the installation up."""


Look = Callable[[Situation, Host], Result]
"""May raise `Blocked` and `SettingsError`: that is wrong too."""


def all_hosts(site: Site) -> tuple[Host, ...]:
    """Every host of the site file."""
    return site.hosts


def looking(
    name: str,
    title: str,
    needs: tuple[Probe[Any], ...],
    look: Look,
    *,
    hosts: Callable[[Site], tuple[Host, ...]] = all_hosts,
    guide: str = "",
) -> Step:
    """A step without commands: it is already so, and says what was found, or it is blocked."""

    def plan(situation: Situation) -> Decision:
        if not situation.site.hosts:
            raise Blocked("The site file names no hosts.")
        sights = {host.name: _seen(look, situation, host) for host in hosts(situation.site)}
        wrong = dict.fromkeys(sentence for sight in sights.values() for sentence in sight.wrong)
        if wrong:
            places = [host for host, sight in sights.items() if sight.wrong]
            return blocked(" ".join(wrong), hosts=places)
        notes = dict.fromkeys(f"Note: {note}" for sight in sights.values() for note in sight.notes)
        found = "; ".join(_grouped(sights)) or "no host to look at"
        return already(" ".join((f"{found}.", *notes) if notes else (found,)), sights)

    return deciding(name, title, needs, plan, guide=guide)


def seen(situation: Situation, probe: Probe[F], host: str) -> F:
    """A fact of the last look at a host; raises `Blocked` where it failed."""
    fact = current(situation, probe, host)
    if fact is None:
        error = situation.snapshot.reading(probe, host).error or "nobody has looked yet"
        raise Blocked(f"{host} was not seen: {_sentence(error.removeprefix(f'{host}: '))}", host)
    return fact


def listed(words: Iterable[object]) -> str:
    """a, b and c."""
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} and {last}" if first else last


def _seen(look: Look, situation: Situation, host: Host) -> Result:
    try:
        return look(situation, host)
    except (Blocked, SettingsError) as reason:
        return Result(wrong=(str(reason),))


def _grouped(sights: dict[str, Result]) -> Iterator[str]:
    """Hosts of which the same was found are named together."""
    for found in dict.fromkeys(sight.found for sight in sights.values()):
        names = [name for name, sight in sights.items() if sight.found == found]
        yield f"{', '.join(names)}: {found}"


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
