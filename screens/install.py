"""Install: the chapters of an installation, step by step, and what is already so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from actions.model import Plan, PlannedStep, Step
from tui.widgets import say
from tui.widgets.cell import Cell, Column, Offer, Row
from tui.widgets.pane import Pane, Section, View, fact
from tui.widgets.plain import plain

if TYPE_CHECKING:
    from actions.install.chapter import Chapter

COLUMNS = (
    Column("Chapter", most=16),
    Column("Step", most=60, least=24),
    Column("State", most=24, least=10),
    Column("Why", grow=True, least=16, drop=1),
)


def _chapters() -> tuple[Chapter, ...]:
    """Imported when first shown: a hundred modules that the first frame does not wait for."""
    from actions.install.all import CHAPTERS

    return CHAPTERS


def _steps(view: View) -> Iterator[tuple[Chapter, Step, PlannedStep | None]]:
    for chapter in _chapters():
        plan = view.plans.get(chapter.action.name)
        for step in chapter.steps:
            yield chapter, step, _planned(plan, step.name)


def _planned(plan: Plan | None, name: str) -> PlannedStep | None:
    return next((step for step in plan.steps if step.name == name), None) if plan else None


def rows(view: View) -> list[Row]:
    """All steps in their order; what is so is known once the chapter was planned."""
    return [
        Row(
            f"{chapter.name} {step.name}",
            (
                Cell(chapter.name, "accent"),
                Cell(step.title, "strong"),
                _state(planned),
                Cell(plain(planned.why), "dim") if planned else Cell(""),
            ),
            offers=(Offer("plan", chapter.action.name),),
        )
        for chapter, step, planned in _steps(view)
    ]


def _state(planned: PlannedStep | None) -> Cell:
    if planned is None:
        return Cell("not looked at", "dim")
    if planned.blocked:
        return Cell("blocked", "critical")
    if planned.commands:
        return Cell(say.count(len(planned.commands), "command"), "warning")
    return Cell("already so", "good")


def detail(view: View, key: str) -> tuple[Section, ...]:
    """One step, and the commands that it would run."""
    found = next(((c, s, p) for c, s, p in _steps(view) if f"{c.name} {s.name}" == key), None)
    if found is None:
        return ()
    chapter, step, planned = found
    facts = [fact("chapter", chapter.title), fact("name", step.name), fact("state", _state(planned))]
    if planned is not None:
        facts.append(fact("why", plain(planned.why)))
    if step.guide:
        facts.append(fact("guide", step.guide))
    sections = [Section(step.title, tuple(facts))]
    if planned is not None and planned.commands:
        lines = tuple((Cell(plain(c.where), "accent"), Cell(plain(c.line))) for c in planned.commands)
        sections.append(Section("Commands", lines))
    return tuple(sections)


PANE = Pane(
    name="install",
    title="Install",
    key="7",
    needs=(),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "The chapters of an installation in their order. e looks at a chapter and shows what it "
        "would run; what is already so is left alone."
    ),
)
