"""How install steps decide: facts that may be missing, and clear words where one cannot go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from actions.install.settings import SettingsError
from actions.model.errors import StackmendError
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, blocked
from actions.model.site import Host

F = TypeVar("F")
Plan = Callable[[Situation], Decision]


class Blocked(StackmendError):
    """Why a step can neither go on nor be called done, and what to do about it; on which hosts."""

    def __init__(self, why: str, *hosts: str) -> None:
        super().__init__(why)
        self.hosts = hosts


class Hopeless(Blocked):
    """The same, where waiting changes nothing."""


def deciding(
    name: str,
    title: str,
    needs: tuple[Probe[Any], ...],
    plan: Plan,
    *,
    verify_timeout: float = 0.0,
    parallel: bool = False,
    deviation: str = "",
) -> Step:
    """A step whose `plan` may raise `Blocked` or `SettingsError`: it is blocked then, and says why."""

    def decide(situation: Situation) -> Decision:
        try:
            return plan(situation)
        except Blocked as reason:
            return blocked(str(reason), final=isinstance(reason, Hopeless), hosts=reason.hosts)
        except SettingsError as reason:
            return blocked(str(reason), final=True)

    return Step(
        name,
        title,
        needs,
        decide,
        verify_timeout=verify_timeout,
        parallel=parallel,
        deviation=deviation,
    )


def current(situation: Situation, probe: Probe[F], subject: str = "") -> F | None:
    """A fact of the last look; None where that look failed, whatever was known before."""
    reading = situation.snapshot.reading(probe, subject)
    return None if reading.error else reading.fact


def require(
    situation: Situation,
    probe: Probe[F],
    subject: str = "",
    *,
    empty: F | None = None,
    after: tuple[str, ...] = (),
) -> F:
    """A fact; `empty` where there is none yet and a step named in `after` will bring it about.

    Raises `Blocked` where it is missing and nothing ahead changes that.
    """
    fact = current(situation, probe, subject)
    if fact is not None:
        return fact
    if empty is not None and situation.pending.intersection(after):
        return empty
    error = situation.snapshot.reading(probe, subject).error or "nobody has looked yet"
    says = f"Not known: {probe.name}{f' of {subject}' if subject else ''}: {error}"
    raise Blocked(says, *([subject] if situation.site.host(subject) else []))


def first_host(hosts: tuple[Host, ...], role: str) -> Host:
    """The first of the hosts that hold a role; raises `Blocked` where none does."""
    if not hosts:
        raise Blocked(f'No host of the site file has the role "{role}".')
    return hosts[0]
