"""What happens in a run: one event a line of its journal; values without secrets."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.model.command import Outline, Undo
from actions.model.invocation import Invocation
from actions.model.plan import WAS, Plan
from actions.model.site import Host, Scope

FORMAT = 1
"""Of the journals that this version writes; raised when a version before would misread one."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in a run."""

    at: float = 0.0
    """When it was written to the journal, in seconds since the epoch."""


@dataclass(frozen=True)
class Approved(Event):
    """A person has seen this plan and wants it so; the journal's first event."""

    plan: Plan
    site: str
    """The site's name."""
    path: str = ""
    """The site file."""
    cloud: str = ""
    """The cloud's name in clouds.yaml."""
    declined: tuple[str, ...] = ()
    """Names of the optional steps that are not wanted."""
    cwd: str = ""
    """Where it was started: openstacksdk looks for a clouds.yaml there."""
    version: str = ""
    """stackmend's."""
    format: int = 0
    """The journal's; 0: of 0.1.0, which wrote none."""
    invocation: Invocation | None = None
    """How the site was opened; None: written by a version before that."""
    hosts: tuple[Host, ...] = ()
    """The site's, where no site file names them: the run goes by what was approved."""
    scope: Scope | None = None
    """Where its requests to the APIs go; None: no cloud is configured, or a version before wrote it."""


@dataclass(frozen=True)
class RunStarted(Event):
    """A runner took the run up, for the first time or again."""

    pid: int
    again: tuple[str, ...] = ()
    """Steps that may repeat a command which must not be repeated unasked."""


@dataclass(frozen=True)
class StepStarted(Event):
    """The runner looks at the facts that a step needs."""

    step: str


@dataclass(frozen=True)
class BackedUp(Event):
    """Rows that the step is about to change are in a file of the run's folder."""

    step: str
    file: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class RowsLeft(Event):
    """The rows as the step left them are in a file, too: what differs from them is somebody else's."""

    step: str
    file: str
    backup: str
    """The file of the same rows before."""


@dataclass(frozen=True)
class CommandStarted(Event):
    """Written before the command is sent; without its end, nobody knows what became of it."""

    step: str
    number: int
    """From 0, within the step and this runner's life."""
    outline: Outline


@dataclass(frozen=True)
class Output(Event):
    """Lines that a command printed, masked."""

    step: str
    number: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class CommandEnded(Event):
    """A command's exit code (an HTTP status for a request to an API)."""

    step: str
    number: int
    exit: int
    ok: bool


@dataclass(frozen=True)
class Made(Event):
    """A request has made something; how it is taken back."""

    step: str
    undo: Undo


@dataclass(frozen=True)
class Verifying(Event):
    """The step's commands are through; the runner looks whether it is so now."""

    step: str
    verify_timeout: float = field(metadata={WAS: "settle"})
    """Seconds that it may take to show."""


@dataclass(frozen=True)
class StepEnded(Event):
    """What became of a step."""

    step: str
    status: str
    """A `runstate.Status`."""
    why: str = ""
    unapproved: tuple[Outline, ...] = field(default=(), metadata={WAS: "news"})
    """For a drifted step: what fresh facts ask for and nobody approved."""
    unseen: tuple[str, ...] = ()
    """For an unchanged step: what could not be looked at (probe and subject)."""
    seen: tuple[str, ...] = ()
    """What an earlier step of the run could not look at, and this one could."""


@dataclass(frozen=True)
class RunEnded(Event):
    """The runner is through, well or not."""

    status: str
    """A `runstate.Status`."""
    why: str = ""


KINDS: dict[str, type[Event]] = {
    "approved": Approved,
    "backup": BackedUp,
    "command-ended": CommandEnded,
    "command-started": CommandStarted,
    "made": Made,
    "output": Output,
    "rows-left": RowsLeft,
    "run-ended": RunEnded,
    "run-started": RunStarted,
    "step-ended": StepEnded,
    "step-started": StepStarted,
    "verifying": Verifying,
}
"""The events by the name that the journal gives them."""
