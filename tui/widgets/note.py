"""A sentence on a strip of its own, which takes no room while there is nothing to say."""

from __future__ import annotations

from textual.widgets import Static

from tui.widgets.cell import Tone


class Note(Static):
    """Drawn again only where it says something else."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, markup=False)
        self._said = ("", "")
        self.display = False

    def say(self, text: str, tone: Tone = "") -> None:
        """Say something, or nothing."""
        if (text, tone) == self._said:
            return
        self._said = (text, tone)
        self.set_classes(f"-{tone}" if tone else "")
        self.update(text)
        self.display = bool(text)
