"""The line that says where one is: names of the cloud's stand in it, and none acts on the terminal."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from tui.values.sanitize import plain

LEAST = 24
"""Cells that the way keeps, however much stands behind it."""


class Crumbs(Widget):
    """One line: the way here, and what is behind it. Without room the way is cut, at its end."""

    ALLOW_SELECT = False

    def __init__(self, *way: str) -> None:
        super().__init__(id="crumbs")
        self._way = way
        self._behind: tuple[str, ...] = ()

    def say(self, *way: str, behind: tuple[str, ...] = ()) -> None:
        """Another way."""
        self._way, self._behind = way, behind
        self.refresh()

    def render(self) -> Text:
        """The line."""
        way = Text(" › ".join(plain(part) for part in self._way if part))
        behind = Text("".join(f"   {plain(part)}" for part in self._behind if part))
        way.truncate(max(LEAST, self.size.width - behind.cell_len), overflow="ellipsis")
        return Text.assemble(way, behind, no_wrap=True, overflow="ellipsis")
