"""The two lines on top: which cloud this is and how it fares, and the panes by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from actions.facts.keystone import catalog
from actions.model.finding import Severity
from actions.model.site import Site
from tui.values import wording
from tui.values.cell import SEVERITY_TONES, TONES
from tui.values.pane import Pane, View
from tui.values.sanitize import plain
from tui.values.status import through

if TYPE_CHECKING:
    from actions.run.state import RunState


SITE = 16
"""Cells of the site's name that stay when nothing else does."""
OLD = 30.0
"""Seconds after which a view says how old it is."""


@dataclass(frozen=True)
class Banner:
    """What the first line says."""

    site: Site | None = None
    view: View | None = None
    read_only: bool = False
    live: bool = False
    """There is a site behind it: things can be looked at afresh, and done."""
    state: str = ""
    """What it is instead of a cloud that is looked at: "recorded 3 d ago"."""


class Header(Widget):
    """The first line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "header--name",
        "header--flag",
        *(f"header--{tone}" for tone in TONES),
    }
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._banner = Banner()

    def show(self, banner: Banner) -> None:
        """Say something else; drawn again only where it differs."""
        before = self._line()
        self._banner = banner
        if self._line() != before:
            self.refresh()

    def render(self) -> Text:
        """The line, its right part at the right edge; whose it is goes last, however little room is."""
        names, flags, rights = self._line()
        site, near, far = names[1:2] or names, _flags(flags, ""), _flags(flags, " ")
        whole = [(some, far, rights[0], _wide(some)) for some in (names, names[1:], site)]
        least = min(_wide(site), SITE)
        cut = [(site, far, right, least) for right in rights[:2]]
        cut += [(site, near, right, least) for right in rights[1:]]
        room = self.size.width - 4
        fits = (one for one in (*whole, *cut) if one[3] + len(one[1]) + one[2].cell_len <= room)
        some, flagged, right, least = next(fits, cut[-1])
        left = Text("  ").join(some)
        left.truncate(max(least, room - len(flagged) - right.cell_len), overflow="ellipsis")
        left += flagged
        right.truncate(max(0, room - left.cell_len), overflow="ellipsis")
        gap = max(0, self.size.width - 2 - left.cell_len - right.cell_len)
        return Text.assemble(" ", left, " " * gap, right, " ", no_wrap=True)

    def _line(self) -> tuple[list[Text], list[Text], list[Text]]:
        """The names (the product's, the site's, the cloud's), the flags, and how things stand.

        That as a whole, and shorter and shorter.
        """
        banner, site = self._banner, self._banner.site
        names = [Text("stackmend", self._style("name"))]
        if site is not None:
            names.append(Text(plain(site.name), self._style("strong")))
            if site.cloud and site.cloud not in site.name:
                names.append(Text(f"cloud {plain(site.cloud)}", self._style("dim")))
            if banner.view is not None and (region := catalog.region(banner.view.snapshot)):
                names.append(Text(f"region {plain(region)}", self._style("dim")))
            if site.listed:
                names.append(Text("hosts from its own lists", self._style("dim")))
        flags = (
            "SIMULATED" if site is not None and site.simulated else "",
            "READ-ONLY" if banner.read_only else "",
            "TLS UNVERIFIED" if banner.view and catalog.unverified(banner.view.snapshot) else "",
        )
        flagged = [Text(flag, self._style("flag")) for flag in flags if flag]
        return names, flagged, self._rights(banner)

    def _rights(self, banner: Banner) -> list[Text]:
        """Runs go first, then all but the worst that was found; how old all of it is stays."""
        runs, counts = _running(banner.view.own_runs if banner.view else ()), self._counts(banner.view)
        state = banner.state or _age(banner.view)
        age = [Text(state, self._style("warning"))] if state else []
        shorter = ([*runs, *counts, *age], [*counts, *age], [*counts[:1], *age])
        return [Text("  ").join(parts) for parts in shorter]

    def _counts(self, view: View | None) -> list[Text]:
        if view is None:
            return []
        findings = (one for one in view.report.findings if not view.restarted_by(one))
        counts = Counter(finding.severity for finding in findings)
        found = [
            Text(f"{severity.letter} {counts[severity]}", self._style(SEVERITY_TONES[severity]))
            for severity in sorted(Severity, reverse=True)
            if counts[severity]
        ]
        if view.whole and view.report.unchecked:
            found.append(Text(f"? {len(view.report.unchecked)}", self._style("warning")))
        return found or [Text("nothing wrong", self._style("good")) if view.whole else Text("looking…")]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"header--{name}", partial=True)


def _wide(parts: Sequence[Text]) -> int:
    """How wide they are side by side."""
    return sum(part.cell_len + 2 for part in parts) - 2


def _flags(flags: Sequence[Text], pad: str) -> Text:
    """Each on a patch of its colour, which is wider than it where there is room."""
    line = Text()
    for flag in flags:
        line.append(pad + " ").append(f"{pad}{flag.plain}{pad}", flag.style)
    return line


def _age(view: View | None) -> str:
    """How old the newest of all facts is, where that is worth a word."""
    age = view.now - view.newest if view and view.newest else 0.0
    return f"seen {wording.age(age)} ago" if age > OLD else ""


def _running(runs: Sequence[RunState]) -> list[Text]:
    """The runs that go on."""
    found = []
    for run in (run for run in runs if run.alive):
        over, total = through(run)
        found.append(Text(f"{run.action} {over}/{total}", "bold"))
    return found


class Tabs(Widget):
    """The second line: every pane with its number, and what the rows are filtered by."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--key", "tabs--here", "tabs--note"}
    ALLOW_SELECT = False

    class Chosen(Message):
        """A click on a pane's name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, panes: Sequence[Pane]) -> None:
        super().__init__()
        self._panes = panes
        self._here = ""
        self._note = ""

    def show(self, here: str, note: str) -> None:
        """Mark the pane one is in; `note` stands at the right edge."""
        if (here, note) != (self._here, self._note):
            self._here, self._note = here, note
            self.refresh()

    def render(self) -> Text:
        """The line; without room numbers stand close to names, then names go, numbers never.

        A pane without a number is there while all names have room, and while one is in it.
        """
        room = self.size.width - 2 - (len(self._note) + 2 if self._note else 0)
        panes = self._panes if _spare(self._panes, room) >= 0 else self._numbered()
        left = _spare(panes, room)
        before, gap = " " * (left > 0), "  " if left > 1 else " "
        line = Text(" ", no_wrap=True)
        for pane in panes:
            here = pane.name == self._here
            press = Style(meta={"pane": pane.name})
            line.append(pane.key, self._style("here" if here else "key") + press)
            if here or left >= 0:
                name = f"{before if pane.key else ''}{pane.title}"
                line.append(name, (self._style("here") if here else Style()) + press)
            line.append(gap)
        line.rstrip()
        if self._note:
            line.append(" " * max(1, self.size.width - 1 - line.cell_len - len(self._note)))
            line.append(self._note, self._style("note"))
        return line

    def on_click(self, event: Click) -> None:
        """A click on a pane's name goes there."""
        name = event.style.meta.get("pane")
        if name:
            self.post_message(self.Chosen(name))

    def _numbered(self) -> Sequence[Pane]:
        return [pane for pane in self._panes if pane.key or pane.name == self._here]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"tabs--{name}", partial=True)


def _spare(panes: Sequence[Pane], room: int) -> int:
    """How much room is left for each pane where all have their names; below 0, they have not."""
    least = sum(len(pane.key) + len(pane.title) + 1 for pane in panes) - 1
    return (room - least) // len(panes)
