"""What a table shows: cells, rows and columns, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from actions.model.entity import Entity
from actions.model.finding import Severity

Tone = Literal["", "good", "notice", "warning", "critical", "dim", "strong", "accent"]
"""What a text means; the theme gives each a colour, and no colour stands without a word or letter."""

TONES: tuple[Tone, ...] = ("good", "notice", "warning", "critical", "dim", "strong", "accent")

SEVERITY_TONES: dict[Severity, Tone] = {
    Severity.NOTICE: "notice",
    Severity.WARNING: "warning",
    Severity.CRITICAL: "critical",
}


Mark = tuple[int, int, Tone]
"""A part of a text that has a tone of its own: from, to, tone."""


class Cell(NamedTuple):
    """One text of a row."""

    text: str = ""
    tone: Tone = ""
    order: float | None = None
    """What it is sorted by; None: its text."""
    marks: tuple[Mark, ...] = ()
    """In order, none over another."""


WELL = ("·", "✓")
"""Signs that nothing is wrong; facts that are old do not say so."""


def severity_cell(severity: Severity | None, fine: str = "·") -> Cell:
    """The severity's letter in its colour; `fine` where there is none."""
    if severity is None:
        return Cell(fine, "good", 0)
    return Cell(severity.letter, SEVERITY_TONES[severity], -severity)


def joined(*parts: tuple[str, Tone], between: str = "  ", order: float | None = None) -> Cell:
    """One cell of several parts, each in its tone; empty parts are left out."""
    text = ""
    marks: list[Mark] = []
    for part, tone in parts:
        if not part:
            continue
        text += between if text else ""
        if tone:
            marks.append((len(text), len(text) + len(part), tone))
        text += part
    return Cell(text, order=order, marks=tuple(marks))


class Offer(NamedTuple):
    """An action that a row offers, under one of the verbs that have a key."""

    verb: str
    """mend, plan, restart, enable, disable or delete."""
    action: str
    target: str = ""
    ask: str = ""
    """What is asked for first; the answer is put behind the target."""


class Where(NamedTuple):
    """Where something has its row."""

    pane: str
    entity: Entity
    """The first row that stands for it."""
    others: tuple[Entity, ...] = ()
    """What it is made of besides, as a broker of several hosts: where the first has no row."""

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All that stand for it, the likeliest first."""
        return (self.entity, *self.others)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, known by its key through every refresh."""

    key: str
    cells: tuple[Cell, ...]
    host: str = ""
    """The site's host behind it, where there is one: a shell can be opened there."""
    unit: str = ""
    """The systemd unit on that host whose log can be followed."""
    offers: tuple[Offer, ...] = ()
    run: str = ""
    """The run that it stands for."""
    says: str = ""
    """A sentence about it, shown in full while the cursor is on it."""
    folds: bool = False
    """Other rows are below it, and can be folded away."""
    opens: bool = False
    """Enter shows it in full although it folds: what it says matters more than what is below it."""
    parent: str = ""
    """The key of the row below which it is, in a tree."""
    under: str = ""
    """The same where nothing folds: sorted, it stays below that row."""
    entity: Entity | None = None
    """What it stands for: findings about that lead here."""
    also: Entity | None = None
    """The same under another name, as an agent of OVN's is its chassis."""
    where: Where | None = None
    """Where what it is about has its own row."""

    @property
    def entities(self) -> tuple[Entity, ...]:
        """What it stands for, under all its names."""
        return tuple(one for one in (self.entity, self.also) if one is not None)

    @property
    def above(self) -> str:
        """The key of the row that it stays below."""
        return self.parent or self.under


@dataclass(frozen=True, slots=True)
class Column:
    """How one column behaves when the terminal is narrow or wide; widths in character cells."""

    title: str
    most: int = 0
    """It is never wider; 0: as wide as its longest text."""
    least: int = 0
    """It may be squeezed down to this; 0: it is never squeezed."""
    grow: bool = False
    """It takes the room that is left."""
    drop: int = 0
    """The column with the highest number goes first when there is no room; 0: it stays."""
    name: bool = False
    """It says what the row is: the last that is squeezed."""
    right: bool = False
    """Numbers: aligned right."""
    bars: bool = False
    """A sparkline: where there is no room for it, it is drawn narrower."""
