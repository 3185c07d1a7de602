"""The keys that a row offers, wherever it shows: in a table, and in its detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from actions.deployments.all import container_of
from tui.values.cell import Offer, Row
from tui.widgets.prompt import Prompt
from tui.windows import messages
from tui.windows.resuming import ask_to_resume, resume_taken, run_can, tell_elsewhere
from tui.windows.window import Window

if TYPE_CHECKING:
    from actions.run.state import RunState

_ON_SITE = ("shell", "no_shell", "log", "resume", "undo", "elsewhere")
"""What needs the site that the row is of."""
_PLACES = ("host", "container")
_WHERE = "host or container"


class RowWindow(Window):
    """A window on a row, or on many with a cursor on one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "offer('mend')", "Mend", id="row.mend"),
        Binding("e", "offer('plan')", "Plan", id="row.plan"),
        Binding("R", "offer('restart')", "Restart", id="row.restart"),
        Binding("E", "offer('enable')", "Enable", id="row.enable"),
        Binding("D", "offer('disable')", "Disable", id="row.disable"),
        Binding("X", "offer('delete')", "Delete", id="row.delete"),
        Binding("R", "resume", "Resume", id="row.resume"),
        Binding("u", "undo", "Undo", id="row.undo"),
        Binding("R", "elsewhere('resume')", show=False, id="row.resume"),
        Binding("u", "elsewhere('undo')", show=False, id="row.undo"),
        Binding("l", "log", "Log", id="row.log"),
        Binding("exclamation_mark", "shell", "Shell", key_display="!", id="row.shell"),
        Binding("o", "where", "Its row", id="row.where"),
        Binding("exclamation_mark", "no_shell", show=False, id="row.shell"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._asked = Offer("", "")
        self._boxed: Row | None = None

    def row(self) -> Row | None:
        """The row that the keys are meant for."""
        raise NotImplementedError

    def offer(self, verb: str) -> Offer | None:
        """What the row offers under a verb."""
        row = self.row()
        return next((o for o in row.offers if o.verb == verb), None) if row else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the row offers has a key."""
        if action in ("offer", *_ON_SITE) and not self.banner.live:
            return False
        if action == "where":
            row = self.row()
            return row is not None and row.where is not None
        if action == "offer":
            return self.offer(str(parameters[0])) is not None
        if action not in _ON_SITE:
            return super().check_action(action, parameters)
        row = self.row()
        if row is None:
            return False
        if action == "shell":
            return bool(row.host) and not self.banner.read_only
        if action == "no_shell":
            return bool(row.host) and self.banner.read_only
        return bool(row.unit) if action == "log" else run_can(self, action, self._run())

    def _run(self) -> RunState | None:
        """The run that the row stands for."""
        row, runs = self.row(), self.view.runs if self.view else ()
        return next((run for run in runs if row and run.id == row.run), None)

    def action_offer(self, verb: str) -> None:
        """Open the plan of what the row offers."""
        offer = self.offer(verb)
        if offer is None:
            return
        if offer.ask:
            self._asked = offer
            self.query_one(Prompt).open(asks(offer))
        else:
            self.post_message(messages.OpenPlan(offer.action, offer.target))

    def on_prompt_taken(self, event: Prompt.Taken) -> None:
        """What the offer asked for was typed."""
        if self._boxed is not None and event.sign.startswith(_WHERE):
            if event.text in _PLACES:
                unit = self._boxed.unit if event.text == _PLACES[1] else ""
                self.post_message(messages.OpenShell(self._boxed.host, unit))
        elif event.sign == asks(self._asked):
            target = f"{self._asked.target} {event.text}".rstrip()
            self.post_message(messages.OpenPlan(self._asked.action, target))
        else:
            resume_taken(self, self._run(), event)

    def action_where(self) -> None:
        """Go to the row of what this one is about."""
        row = self.row()
        if row is not None and row.where is not None:
            self.post_message(messages.GoToRow(row.where))

    def action_shell(self) -> None:
        """A shell on the row's host; of a container it is asked which."""
        if (row := self.row()) is None:
            return
        if container := container_of(row.unit):
            self._boxed = row
            self.query_one(Prompt).open(f"{_WHERE} {container} on {row.host}: ", "", _PLACES)
        else:
            self.post_message(messages.OpenShell(row.host))

    def action_no_shell(self) -> None:
        """Say why there is none."""
        self.notify(messages.NO_SHELL, severity="warning")

    def action_log(self) -> None:
        """The live log of the row's unit."""
        if (row := self.row()) is not None:
            self.post_message(messages.OpenLog(row.host, row.unit))

    def action_resume(self) -> None:
        """Show what is left of the row's run, to go on with it."""
        ask_to_resume(self, self._run())

    def action_undo(self) -> None:
        """The plan that puts back what the row's run changed."""
        if (row := self.row()) is not None:
            self.post_message(messages.OpenUndo(row.run))

    def action_elsewhere(self, verb: str) -> None:
        """Say where that is done to a run of another site."""
        tell_elsewhere(self, verb, self._run())


def asks(offer: Offer) -> str:
    """What is asked for, and of what: the cursor may be on another row by the answer."""
    return f"{offer.verb} {offer.target}, {offer.ask}"
