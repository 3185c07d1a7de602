"""What every window has: the header above, the keys below, and the view when it is on top."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen

from actions.model.plan import Plan
from tui.values.pane import View
from tui.widgets.header import Banner, Header
from tui.widgets.keys import Keys
from tui.widgets.note import Note
from tui.windows import messages


class Window(Screen[None]):
    """A screen between header and footer; the app tells it the view while it is the current one."""

    SUBJECT: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    """What the help says of it; empty: what it says of the pane behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner()
        self.view: View | None = None

    def compose(self) -> ComposeResult:
        """The header, what the window is for, the keys."""
        yield Header()
        yield from self.compose_body()
        yield Keys()

    def compose_body(self) -> ComposeResult:
        """What stands between header and footer."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """More of a sentence fits, or less."""
        for note in self.query(Note):
            note.fit()

    def on_screen_resume(self) -> None:
        """It has come to the front: what has happened meanwhile?"""
        self.post_message(messages.Tell())

    def tell(self, banner: Banner) -> None:
        """The cloud has changed, or the window has come to the front; nothing where it just goes."""
        if not (self.is_mounted and self.children):
            return
        self.banner = banner
        self.head(banner)
        if banner.view is not None and banner.view is not self.view:
            self.view = banner.view
            self.view_changed()

    def head(self, banner: Banner) -> None:
        """Say it in the first line; a window that takes its time to draw waits with it until then."""
        self.query_one(Header).show(banner)

    def shows_plan(self, plan: Plan) -> bool:  # noqa: ARG002 (for those that do)
        """Whether it is that plan's own window."""
        return False

    def shows_run(self, run_id: str) -> bool:  # noqa: ARG002 (for those that do)
        """Whether it is that run's own window."""
        return False

    def resumes(self, run_id: str) -> bool:  # noqa: ARG002 (for those that do)
        """Whether it shows what is left of that run."""
        return False

    def view_changed(self) -> None:
        """There is a new view to show."""
