"""What windows ask of the app: they never open each other, nor touch the engine."""

from __future__ import annotations

from pathlib import Path

from textual.message import Message

from actions.model.plan import Plan
from tui.values.cell import Where

NO_SHELL = "stackmend was started with --read-only: it opens no shell, where anything can be changed."
"""What is said instead of opening one."""


class OpenPlan(Message):
    """Show what an action would do."""

    def __init__(self, action: str, target: str = "") -> None:
        super().__init__()
        self.action = action
        self.target = target


class OpenUndo(Message):
    """Show what would put back what a run changed."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run


class OpenRun(Message):
    """Show a run."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run


class LookAtRuns(Message):
    """A run has ended: look at the journals now, and at what it changed."""


class OpenResume(Message):
    """Show what is left of a run that stopped, to be approved; `again` is as `ResumeRun`'s."""

    def __init__(self, run: str, again: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.run = run
        self.again = again


class ResumeRun(Message):
    """Take a run up again; `again` names steps that may repeat what must not be repeated unasked."""

    def __init__(self, run: str, again: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.run = run
        self.again = again


class OpenShell(Message):
    """A shell on a host of the site, or in the container that a unit of it runs."""

    def __init__(self, host: str, unit: str = "") -> None:
        super().__init__()
        self.host = host
        self.unit = unit


class GoToRow(Message):
    """Show what a finding is about, in its own pane."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where


class OpenLog(Message):
    """The live log of a systemd unit."""

    def __init__(self, host: str, unit: str) -> None:
        super().__init__()
        self.host = host
        self.unit = unit


class Approve(Message):
    """Run a plan as it was shown, less the declined steps."""

    def __init__(self, plan: Plan, declined: tuple[str, ...]) -> None:
        super().__init__()
        self.plan = plan
        self.declined = declined


class WriteScript(Message):
    """Write a plan, less the declined steps, into a file as a script to be run by hand."""

    def __init__(self, plan: Plan, declined: tuple[str, ...], path: Path) -> None:
        super().__init__()
        self.plan = plan
        self.declined = declined
        self.path = path


class Tell(Message):
    """The window has come to the front and wants to know how things stand."""
