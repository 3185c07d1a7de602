"""Steps that only look: what they find on each host, and everything that is wrong, told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from actions.install.settings import SettingsError
from actions.install.step import Blocked, current, deciding
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, blocked
from actions.model.site import Host

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


def all_hosts(situation: Situation) -> tuple[Host, ...]:
    """Every host of the site file."""
    return situation.site.hosts


def looking(
    name: str,
    title: str,
    needs: tuple[Probe[Any], ...],
    look: Look,
    *,
    hosts: Callable[[Situation], tuple[Host, ...]] = all_hosts,
    deviation: str = "",
) -> Step:
    """A step without commands: it is unchanged, and says what was found, or it is blocked."""

    def plan(situation: Situation) -> Decision:
        if not situation.site.hosts:
            raise Blocked("The site file names no hosts.")
        results = {host.name: _seen(look, situation, host) for host in hosts(situation)}
        wrong = dict.fromkeys(sentence for result in results.values() for sentence in result.wrong)
        if wrong:
            places = [host for host, result in results.items() if result.wrong]
            return blocked(" ".join(wrong), hosts=places)
        notes = dict.fromkeys(f"Note: {note}" for result in results.values() for note in result.notes)
        found = "; ".join(_grouped(results)) or "no host to look at"
        return already(" ".join((f"{found}.", *notes) if notes else (found,)), results)

    return deciding(name, title, needs, plan, deviation=deviation)


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


def _grouped(results: dict[str, Result]) -> Iterator[str]:
    """Hosts of which the same was found are named together."""
    for found in dict.fromkeys(result.found for result in results.values()):
        names = [name for name, result in results.items() if result.found == found]
        yield f"{', '.join(names)}: {found}"


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
