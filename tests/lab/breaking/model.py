"""A trouble: how it is brought about, and what stackmend has to say of it and to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..cloud import Cloud
from ..place import Place

Act = Callable[[Cloud], None]
"""Something done by hand: on the hosts, in the databases, through OpenStack's own client."""


@dataclass(frozen=True)
class Confirm:
    """A line of another tool than stackmend, and what it has to print when all is well again."""

    line: str
    """Of `openstack` (as the administrator), `nova-manage`, `nova-status`, `rabbitmqctl` or `sql`, as
    each is run in that cloud; any other line as root, on the host.
    """
    prints: str
    """A pattern of its output."""
    host: str = "controller"


@dataclass(frozen=True, kw_only=True)
class Break:
    """One trouble. Patterns are searched in "code subject: message [action target]" of a finding."""

    name: str
    title: str
    """What is broken, as the page tells it."""
    source: str
    """Where it comes from: BROKEN.md's row, or BREAKAGES.md's number."""
    first: str
    """The finding that comes first."""
    needs: tuple[str, ...] = ()
    """What a cloud must have that it can be brought about there, as `place` calls it."""
    under: tuple[str, ...] = ()
    """Findings that stand under it, each at any depth."""
    beside: tuple[str, ...] = ()
    """Findings that may stand beside it: no other may, a notice apart."""
    never: tuple[str, ...] = ()
    """What no finding may say or offer."""
    mended_by: str = ""
    """The action and, where it is always the same, its target: what the first finding offers."""
    why: str = ""
    """Where no action mends it: why, and what a person does."""
    confirm: Confirm | None = None
    """What is asked when it is mended, by the action or by hand."""
    make: Act | None = None
    """How it is brought about; None on the simulated cloud, where `case` does."""
    take_back: Act | None = None
    """How it is undone by hand, where no action mends it or an action has not."""
    leaves: bool = False
    """Whether it is taken back after an action has mended it, too: something else is left of it."""
    settle: float = 5.0
    """Seconds after it was brought about until all of it can be seen."""
    soon: bool = True
    """Whether its first finding is there five seconds after already."""
    ci: bool = False
    """Whether CI does it: a few that are quick and of different kinds."""
    case: str = ""
    """The file below tests/cases that holds it, where it cannot be brought about in the lab."""

    def at(self, place: Place) -> Break:
        """The same with the hosts of a place; its units are told as the packages name them."""
        words = place.words
        return replace(
            self,
            first=words(self.first),
            under=tuple(map(words, self.under)),
            beside=tuple(map(words, self.beside)),
            never=tuple(map(words, self.never)),
            mended_by=words(self.mended_by),
            confirm=self.confirm
            and replace(self.confirm, line=words(self.confirm.line), prints=words(self.confirm.prints)),
        )


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A healthy shape of a cloud, in which nothing may be found but notices."""

    name: str
    title: str
    make: Act
    needs: tuple[str, ...] = ()
    """What a cloud must have, as for a trouble."""
    take_back: Act | None = None
    """None: the whole lab is restored after it."""
    unseen: str = ""
    """A pattern of what can't be checked yet, and is said to be; else everything is."""
    ci: bool = False
