"""The line above the footer in which one types: a filter (/), or where to go (:)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.keys import REPLACED_KEYS
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.values.sanitize import plain


class Entry(Input):
    """What is typed: also the characters that Textual does not know by their keys' names."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "OK", id="prompt.take")]

    def on_mount(self) -> None:
        """Nothing moves by itself: the line may be a slow one."""
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Printable keys are text here, and nothing else."""
        return key in REPLACED_KEYS or super().check_consume_key(key, character)

    def replace(self, text: str, start: int, end: int) -> None:
        """What is pasted may hold anything: only what prints is taken."""
        super().replace("".join(filter(str.isprintable, text.replace("\t", " "))), start, end)

    async def action_submit(self) -> None:
        """Enter: at once, or the next key would still be typed here."""
        self.query_ancestor(Prompt).take()


class Prompt(Horizontal):
    """Hidden until it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="prompt.leave"),
        Binding("tab", "complete", "Complete", id="prompt.complete"),
        Binding("tab", "stay", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sign = ""
        self._choices: tuple[str, ...] = ()
        self._back: Widget | None = None
        """What had the focus before."""

    class Typed(Message):
        """The text has changed."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign = sign
            self.text = text

    class Taken(Typed):
        """Enter."""

    class Left(Typed):
        """Escape."""

    def compose(self) -> ComposeResult:
        """The sign that says what is typed, and the text."""
        yield Label("", id="sign", markup=False)
        yield Entry(compact=True, select_on_focus=False)

    @property
    def sign(self) -> str:
        """/ or :, or a question."""
        return self._sign

    def open(self, sign: str, text: str = "", choices: tuple[str, ...] = (), hint: str = "") -> None:
        """Show it and take the keys: at once, as the next one may be there already.

        The hint stands where nothing is typed yet.
        """
        self._choices = choices
        self._sign = sign
        self.query_one(Label).update(plain(sign))
        entry = self.query_one(Input)
        entry.suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        entry.placeholder = hint
        with self.prevent(Input.Changed):
            entry.value = text
        entry.cursor_position = len(text)
        self.display = True
        if self.screen.focused is not entry:
            self._back = self.screen.focused
        self.screen.set_focus(entry)

    def on_descendant_blur(self) -> None:
        """A click went elsewhere: keys go there, and a line that took none of them must not show.

        A filter stays as it was typed, and a question has no answer. A terminal that goes to the
        background takes the focus too, and gives it back.
        """
        if self.app.app_focus and self.screen.focused is not self.query_one(Input):
            self.display = False

    def _close(self) -> str:
        """Hide it and give the keys back; what was typed."""
        self.display = False
        self.screen.set_focus(self._back)
        return self.query_one(Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the window."""
        event.stop()
        self.post_message(self.Typed(self.sign, event.value))

    def take(self) -> None:
        """Close, and tell the window."""
        self.post_message(self.Taken(self.sign, self._completed(self._close())))

    def action_leave(self) -> None:
        """Close without it."""
        self._close()
        self.post_message(self.Left(self.sign, ""))

    def action_complete(self) -> None:
        """Take what is suggested into the line."""
        entry = self.query_one(Input)
        entry.value = self._completed(entry.value)
        entry.cursor_position = len(entry.value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what has choices can be completed."""
        return bool(self._choices) if action == "complete" else super().check_action(action, parameters)

    def action_stay(self) -> None:
        """What is typed keeps the keys."""

    def _completed(self, text: str) -> str:
        """The choice of that name, the first one that begins so, or the text itself."""
        start = text.casefold()
        if start in self._choices:
            return start
        return next((c for c in self._choices if start and c.casefold().startswith(start)), text)
