"""Help: what the pane shows, and every key that does something here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.values.cell import Cell
from tui.values.key_texts import Named, usual
from tui.values.words import HINT
from tui.widgets.lines import Lines

GROUPS = {
    "row": "The row under the cursor",
    "plan": "The plan",
    "run": "The run",
    "log": "The log",
    "browse": "The table",
    "detail": "The detail",
    "app": "Everywhere",
    "table": "Moving about",
    "lines": "Moving about",
}
"""Headings by the first part of a binding's id."""


class HelpWindow(ModalScreen[None]):
    """Over the window that it is about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "app.pop_screen", "Back", key_display="esc", id="help.back"),
    ]

    def __init__(
        self, subject: str, about: str, bindings: Iterable[Binding], named: Named = usual
    ) -> None:
        super().__init__()
        self._named = named
        self._subject = subject
        self._about = about
        self._bindings_here = list(bindings)

    def compose(self) -> ComposeResult:
        """The text."""
        back = self._named("({help.back} goes back)")
        yield Static(f"{self._subject}  {back}", id="crumbs", markup=False)
        yield Lines()

    def on_mount(self) -> None:
        """Write it."""
        lines = self.query_one(Lines)
        lines.show(self._cells())
        self.set_focus(lines)

    def _cells(self) -> Iterator[Cell]:
        yield Cell(self._named(self._about))
        groups: dict[str, dict[str, list[Binding]]] = {}
        for binding in self._bindings_here:
            heading = GROUPS.get((binding.id or "").partition(".")[0])
            if heading and binding.description:
                groups.setdefault(heading, {}).setdefault(binding.action, []).append(binding)
        for heading in dict.fromkeys(GROUPS.values()):
            if heading in groups:
                yield Cell("")
                yield Cell(heading, "strong")
                yield from (self._keys(bindings) for bindings in groups[heading].values())
                if heading == GROUPS["browse"]:
                    yield Cell(f"{'':>10}  a filter may also be: {HINT}", "dim")
        yield Cell("")
        yield Cell(
            "Numbers go to the panes, and so does : with a name, as to those without a number;"
            " ctrl+p finds panes, hosts, findings and actions by name."
        )
        yield Cell("")
        yield Cell("Any key can be another: [keys] in keys.toml takes the names on the right.", "dim")

    def _keys(self, bindings: list[Binding]) -> Cell:
        """What they do, and all of them: the first as the footer shows it."""
        first, *others = bindings
        shown = [self.app.get_key_display(first)]
        shown += [self.app.get_key_display(replace(other, key_display=None)) for other in others]
        keys = f"{' '.join(dict.fromkeys(shown)):>10}"
        text = f"{keys}  {first.description:<23}"
        whole = f"{text}{first.id}"
        return Cell(whole, "", None, ((0, len(keys), "accent"), (len(text), len(whole), "dim")))
