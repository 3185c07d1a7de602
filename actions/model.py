"""The values that all of stackmend speaks in: frozen, and standard library only."""

from __future__ import annotations

import enum
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from actions.command import Command, Outline, Rows
from actions.question import Question, Unreadable
from actions.secret import Secret

F = TypeVar("F")


@dataclass(frozen=True)
class Host:
    """A host of the site file: how to reach it over SSH and which roles it holds."""

    name: str
    roles: frozenset[str] = frozenset()
    address: str = ""
    """What SSH connects to; empty: the name, through the operator's ~/.ssh/config."""
    port: int = 0
    user: str = ""
    become: str = "sudo"
    """How to become root: "sudo" (without a password) or "none" (already root)."""


@dataclass(frozen=True, eq=False)
class Site:
    """The operator's inventory: hosts, their roles, and the cloud that they make."""

    name: str
    hosts: tuple[Host, ...] = ()
    cloud: str = ""
    """The name of the cloud in clouds.yaml; empty: OS_CLOUD or OS_* as openstacksdk reads them."""
    path: str = ""
    """The file that it was read from."""
    clouds_file: str = ""
    """A clouds.yaml of the site's own; empty: where openstacksdk looks."""
    ssh_config: str = ""
    """An ssh_config of the site's own; empty: ~/.ssh/config."""
    simulated: bool = False
    """True for the demo's cloud: every screen says so."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the install actions need beside the hosts: [install] of the site file."""

    def host(self, name: str) -> Host | None:
        """The host of that name, if the site file has it."""
        return next((h for h in self.hosts if h.name == name), None)

    def having(self, *roles: str) -> tuple[Host, ...]:
        """The hosts that hold any of the roles, in the site file's order."""
        return tuple(h for h in self.hosts if h.roles & set(roles))


@dataclass(frozen=True, eq=False)
class Probe(Generic[F]):
    """One read-only question, asked of each subject, and the pure reading of its answer."""

    name: str
    ask: Callable[[Snapshot], Mapping[str, Question]]
    """The question for each subject (a host's name, a cell's UUID; "" for the cloud as a whole).

    It may depend on earlier facts: none yet, no questions yet.
    """
    parse: Callable[[Any], F]
    """The answer's fact; raises `Unreadable`."""
    period: float = 15.0
    """Seconds between two looks while the console is open; 0: only when a plan needs it."""
    timeout: float = 10.0
    needs: tuple[Probe[Any], ...] = ()
    """The probes whose facts `ask` reads."""
    advises: bool = False
    """Those that need it ask without waiting for it, and anew where it changes their question."""

    def read(self, answer: Any) -> F:
        """The answer's fact; raises `Unreadable`, also for an answer of a shape that nobody foresaw.

        What Python says of that is left out: it may repeat a part of the answer.
        """
        try:
            return self.parse(answer)
        except Unreadable:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            import traceback

            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = (
                f"{type(error).__name__} in line {where.lineno} of {where.filename.rpartition('/')[2]}"
            )
            raise Unreadable(f"the answer has not the shape that {self.name} reads ({kind})") from error


@dataclass(frozen=True, eq=False)
class Reading(Generic[F]):
    """The last good fact of one probe and subject, and what became of the last try."""

    fact: F | None = None
    at: float = 0.0
    """When the fact was true, in seconds since the epoch; 0: never."""
    error: str = ""
    """Why the last try failed; empty: it did not."""
    tried: float = 0.0
    took: float = 0.0
    """How long the last try took, in seconds."""
    unasked: bool = False
    """The last try failed because a configuration of the operator's does not say how to ask."""

    def since(self, age: float) -> float:
        """When something of that age began, at the earliest: a look has no one moment."""
        return self.at - self.took - age


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All facts at one moment, each with its age and its last error; replaced whole."""

    site: Site
    taken: float = 0.0
    readings: Mapping[str, Mapping[str, Reading[Any]]] = field(default_factory=dict)
    """By the probe's name, then by subject."""
    history: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    """Samples of the last quarter of an hour, oldest first, one a bucket; None: nothing was seen."""

    def reading(self, probe: Probe[F], subject: str = "") -> Reading[F]:
        """The reading of one subject; an empty one where nobody looked yet."""
        return self.readings.get(probe.name, {}).get(subject, Reading())

    def get(self, probe: Probe[F], subject: str = "") -> F | None:
        """The last good fact of one subject, if there is one."""
        return self.reading(probe, subject).fact

    def each(self, probe: Probe[F]) -> dict[str, F]:
        """The last good facts of all subjects that have one."""
        found = self.readings.get(probe.name, {})
        return {subject: r.fact for subject, r in found.items() if r.fact is not None}

    def errors(self, probe: Probe[F]) -> dict[str, str]:
        """Why the last look failed, for the subjects where it did."""
        found = self.readings.get(probe.name, {})
        return {subject: r.error for subject, r in found.items() if r.error}


class Severity(enum.IntEnum):
    """How bad; the letter stands beside the colour wherever one shows."""

    NOTICE = 1
    WARNING = 2
    CRITICAL = 3

    @property
    def letter(self) -> str:
        """One letter, for terminals and eyes without colour."""
        return self.name[0]


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: what, how one can tell, and the action that mends it."""

    code: str
    severity: Severity
    subject: str
    says: str
    """One sentence: what is wrong and how one can tell."""
    action: str = ""
    """The repair's name; empty: stackmend has none, and `says` tells what a person can do."""
    target: str = ""
    """The repair's target, where it takes one."""

    @property
    def command(self) -> str:
        """The exact next command; empty where there is no repair."""
        target = shlex.quote(self.target) if self.target else ""
        return f"stackmend run {self.action} {target}".rstrip() if self.action else ""


@dataclass(frozen=True, eq=False)
class Check:
    """A diagnosis: a pure function from a snapshot to findings."""

    code: str
    title: str
    needs: tuple[Probe[Any], ...]
    """The probes that `find` reads, all of them and no other: a test compares."""
    find: Callable[[Snapshot], Iterable[Finding]]


@dataclass(frozen=True)
class Decision:
    """What a step would do now: commands; or none, and why (already so, or it cannot go on)."""

    commands: tuple[Command, ...] = ()
    why: str = ""
    blocked: bool = False
    backup: tuple[Rows, ...] = ()
    final: bool = False
    """Waiting does not change it: a person must do something."""


def do(*commands: Command, why: str, backup: tuple[Rows, ...] = ()) -> Decision:
    """Commands to run, and why they are needed."""
    return Decision(commands, why, backup=backup)


def already(why: str) -> Decision:
    """Nothing to do, and how one can tell."""
    return Decision((), why)


def blocked(why: str, *, final: bool = False) -> Decision:
    """The step can neither go on nor be called done: what is missing, and what to do about it."""
    return Decision((), why, blocked=True, final=final)


@dataclass(frozen=True, eq=False)
class Situation:
    """All that a step may look at when it plans."""

    snapshot: Snapshot
    target: str = ""
    ahead: frozenset[str] = frozenset()
    """Names of the earlier steps of this plan that will still change something.

    A step plans for what they will have done: a restart that a new configuration needs is part of
    the plan that is approved, not a surprise afterwards.
    """
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """The site's own passwords, by name, for the install actions."""

    @property
    def site(self) -> Site:
        """The operator's inventory."""
        return self.snapshot.site

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
    settle: float = 0.0
    """Seconds that the result may take to show (a service's first heartbeat)."""
    parallel: bool = False
    """Commands for different hosts may run side by side."""
    guide: str = ""
    """The guide's own line, where this step does otherwise, and the reason."""


@dataclass(frozen=True, eq=False)
class Action:
    """A repair, or a chapter of an installation: steps in order."""

    name: str
    title: str
    steps: tuple[Step, ...]
    takes: str = ""
    """What its target is ("host", "cell"); empty: it takes none."""
    danger: bool = False
    """It is approved by typing the subject's name, not by a key."""
    called: Callable[[Situation], str] = lambda situation: situation.target or situation.site.name
    """What is typed to approve it where it is dangerous: the target, or the site's name."""
    lock: str = ""
    """Held on the cloud while it runs; two actions with one lock never run at once."""
    notes: Callable[[Situation], tuple[str, ...]] = lambda _: ()
    """What the operator should know before approving: why it is done this way and no other."""


@dataclass(frozen=True)
class PlannedStep:
    """A step as it was planned and shown."""

    name: str
    title: str
    commands: tuple[Outline, ...]
    why: str
    blocked: bool = False
    optional: bool = False
    guide: str = ""


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

    @property
    def empty(self) -> bool:
        """True where every step is already so."""
        return not any(s.commands or s.blocked for s in self.steps)
