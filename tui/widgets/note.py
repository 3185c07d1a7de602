"""A sentence on a strip of its own, which takes no room while there is nothing to say."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from tui.values.cell import Tone
from tui.values.sanitize import plain_lines

FRAME = 6
"""Lines of a window that a note leaves alone, and of the others it takes a quarter at most."""


class Note(Static):
    """Drawn again only where it says something else; what has no room ends in an ellipsis."""

    def __init__(self, *, id: str, most: int = 3) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, markup=False)
        self._most = most
        self._said = ("", "")
        self.display = False

    def say(self, text: str, tone: Tone = "") -> None:
        """Say something, or nothing."""
        if (text, tone) == self._said:
            return
        self._said = (text, tone)
        self.set_classes(f"-{tone}" if tone else "")
        self.fit()

    def fit(self) -> None:
        """Take as much room as the window has to give."""
        window = self.screen.size
        most = min(self._most, (window.height - FRAME) // 4)
        text = plain_lines(self._said[0])
        self.display = bool(text) and most > 0
        if self.display:
            self.update("\n".join(self._cut(text, max(1, window.width - self.gutter.width), most)))

    def _cut(self, text: str, width: int, most: int) -> list[str]:
        """The text in lines, no more than there is room for."""
        lines = [line.plain.rstrip() for line in Text(text).wrap(self.app.console, width)]
        if len(lines) <= most:
            return lines
        last = Text(f"{lines[most - 1]} {lines[most]}")
        last.truncate(width, overflow="ellipsis")
        return [*lines[: most - 1], last.plain]
