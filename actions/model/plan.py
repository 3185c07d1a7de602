"""What is to be done: actions and their steps, what a step decides, and plans as they are approved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from actions.model.command import Command, Outline, Rows
from actions.model.fact import Probe, Snapshot
from actions.model.secret import Secret
from actions.model.site import Site

F = TypeVar("F")

WAS = "was"
"""The metadata of a field: what journals of 0.1.0 call it."""


@dataclass(frozen=True)
class Decision:
    """What a step would do now: commands; or none, and why (unchanged, or it cannot go on)."""

    commands: tuple[Command, ...] = ()
    why: str = ""
    blocked: bool = False
    backup: tuple[Rows, ...] = ()
    final: bool = False
    """Waiting does not change it: a person must do something."""
    hosts: tuple[str, ...] = ()
    """The hosts that it is about, beside those of its commands."""

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """The commands as they are shown."""
        return tuple(command.outline() for command in self.commands)


def do(*commands: Command, why: str, backup: tuple[Rows, ...] = ()) -> Decision:
    """Commands to run, and why they are needed."""
    return Decision(commands, why, backup=backup)


def already(why: str, hosts: Iterable[str] = ()) -> Decision:
    """Nothing to do, how one can tell, and on which hosts."""
    return Decision((), why, hosts=tuple(hosts))


def blocked(why: str, *, final: bool = False, hosts: Iterable[str] = ()) -> Decision:
    """The step can neither go on nor be called done: what is missing, and what to do about it."""
    return Decision((), why, blocked=True, final=final, hosts=tuple(hosts))


@dataclass(frozen=True, eq=False)
class Situation:
    """All that a step may look at when it plans."""

    snapshot: Snapshot
    target: str = ""
    pending: frozenset[str] = frozenset()
    """Names of the earlier steps of this plan that will still change something.

    A step plans for what they will have done: a restart that a new configuration needs is part of
    the plan that is approved, not a surprise afterwards.
    """
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """The site's own passwords, by name, for the install actions."""
    began: float = 0.0
    """When the run first started a command of this step, in seconds since the epoch; 0: not yet.

    What is wanted whatever the facts are is done once a run: what happened before does not count.
    """

    @property
    def site(self) -> Site:
        """The operator's inventory."""
        return self.snapshot.site

    def command(self, verb: str, *words: str) -> str:
        """A next command that leads to this site, between backticks, for a sentence."""
        return f"`{self.site.invocation.command(verb, *words)}`"

    def get(self, probe: Probe[F], subject: str = "") -> F | None:
        """The last good fact of one subject, if there is one."""
        return self.snapshot.get(probe, subject)

    def each(self, probe: Probe[F]) -> dict[str, F]:
        """The last good facts of all subjects that have one."""
        return self.snapshot.each(probe)


@dataclass(frozen=True, eq=False)
class Step:
    """One thing made so: a pure function from facts to commands, with a name that stays."""

    name: str
    title: str
    needs: tuple[Probe[Any], ...]
    """The probes whose facts `plan` reads: looked at afresh before it runs and after."""
    plan: Callable[[Situation], Decision]
    optional: bool = False
    """May be declined when the plan is approved."""
    verify_timeout: float = 0.0
    """Seconds that the result may take to show (a service's first heartbeat)."""
    parallel: bool = False
    """Commands for different hosts may run side by side."""
    deviation: str = ""
    """The install guide's own line, where this step does otherwise, and the reason."""


@dataclass(frozen=True, eq=False)
class Action:
    """A repair, or a chapter of an installation: steps in order."""

    name: str
    title: str
    steps: tuple[Step, ...]
    takes: str = ""
    """What its target is ("host", "cell"); empty: it takes none."""
    sentence: bool = False
    """Words that follow the target belong to it ("host/service [reason]"); otherwise it is one word."""
    danger: bool = False
    """It is approved by typing the subject's name, not by a key."""
    called: Callable[[Situation], str] = lambda situation: situation.target or situation.site.name
    """What is typed to approve it where it is dangerous: the target, or the site's name."""
    lock: str = ""
    """Held on the cloud while it runs; two actions with one lock never run at once."""
    secrets: tuple[str, ...] = ()
    """The site's own passwords that it needs, by name: those that are missing are made."""
    client_role: str = ""
    """The role of the host on which the openstack client runs for it; empty: on this machine."""
    notes: Callable[[Situation], tuple[str, ...]] = lambda _: ()
    """What the operator should know before approving: why it is done this way and no other."""


@dataclass(frozen=True, eq=False)
class Follow:
    """What follows when rows that an action changed are put back."""

    step: Step
    dated: str = ""
    """Why rows that stay get a new date where others are taken away; empty: they do not."""


@dataclass(frozen=True, eq=False)
class Registry:
    """Actions, and what follows an undo, by name: given to those who must not import them."""

    action: Callable[[str], Action | None]
    follow: Callable[[str], Follow | None]


@dataclass(frozen=True)
class PlannedStep:
    """A step as it was planned and shown."""

    name: str
    title: str
    commands: tuple[Outline, ...]
    why: str
    blocked: bool = False
    optional: bool = False
    deviation: str = field(default="", metadata={WAS: "guide"})
    hosts: tuple[str, ...] = ()
    """The hosts that it is about, beside those of its commands; none in journals of 0.1.0."""
    unseen: tuple[str, ...] | None = None
    """Of what it reads, what could not be looked at (probe and subject); None: nobody wrote it down, as
    in journals of 0.1.0."""


@dataclass(frozen=True)
class Plan:
    """Steps with the commands as approved; a value without secrets, for the screen and the journal."""

    action: str
    title: str
    target: str
    steps: tuple[PlannedStep, ...]
    notes: tuple[str, ...] = ()
    confirm: str = ""
    """What must be typed to approve it; empty: a key is enough."""
    digest: str = ""
    stops: tuple[str, ...] = ()
    """What stops while it runs, a sentence each; not part of the digest."""

    @property
    def empty(self) -> bool:
        """True where every step is unchanged."""
        return not any(s.commands or s.blocked for s in self.steps)

    @property
    def unseen(self) -> tuple[str, ...]:
        """What could not be looked at by steps that would do nothing: they may have something to do."""
        idle = (s.unseen or () for s in self.steps if not s.commands and not s.blocked)
        return tuple(dict.fromkeys(name for names in idle for name in names))
