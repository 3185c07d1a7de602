"""A plan as lines: every step, what it would run where, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from actions.model.command import Outline
from actions.model.plan import Plan, PlannedStep
from tui.values import wording
from tui.values.cell import Cell, Tone, joined
from tui.values.key_texts import Named, usual
from tui.values.sanitize import plain
from tui.values.status import AS_FAR, NOTHING_SEEN

FIRST = ("Not seen:", "It would stop there")
"""How the planner's notes begin that come first: what could not be looked at, and `planner.STOPS`."""


MOST = 20
"""Items of a command, or lines of its standard input, that are shown unasked."""


def verdict(plan: Plan, declined: Collection[str] = ()) -> Cell:
    """What approving it would mean, in one line."""
    steps = [step for step in plan.steps if step.name not in declined]
    stuck = [step.title for step in steps if step.blocked]
    if stuck:
        more = f", and {wording.count(len(stuck) - 1, 'more step')}" if len(stuck) > 1 else ""
        return Cell(plain(f"It cannot be done: {stuck[0]}{more}"), "critical")
    commands = [command for step in steps for command in step.commands]
    if not commands and any(step.unseen for step in steps):
        return Cell(NOTHING_SEEN, "warning")
    if not commands:
        return Cell("There is nothing to do: everything is as it should be.", "good")
    hosts = {command.where for command in commands if not command.where.startswith("api:")}
    where = f" on {wording.count(len(hosts), 'host')}" if hosts else ""
    return Cell(f"{wording.count(len(commands), 'command')}{where}", "strong")


def approvable(plan: Plan, declined: Collection[str]) -> bool:
    """There is something to do, and nothing in the way."""
    steps = [step for step in plan.steps if step.name not in declined]
    return any(step.commands for step in steps) and not any(step.blocked for step in steps)


def long(commands: Iterable[Outline]) -> bool:
    """Something is folded away unless everything is asked for."""
    return any(len(part) > MOST for command in commands for part in (command.items, command.body))


def plan_lines(
    plan: Plan,
    declined: Collection[str],
    current: str,
    *,
    whole: bool = False,
    named: Named = usual,
) -> Iterator[tuple[str, Cell]]:
    """The step's name (or nothing) and a line of it, from the top; `whole`: nothing folded away."""
    first = [note for note in plan.notes if note.startswith(FIRST)]
    yield from (("", Cell(plain(note), "warning")) for note in first)
    if plan.stops:
        yield "", Cell(" What stops while it runs", "strong")
        yield from (("", Cell(f"   {plain(one)}", "warning")) for one in plan.stops)
        yield "", Cell("")
    for number, step in enumerate(plan.steps, 1):
        gutter = "▌" if step.name == current else " "
        for line in _step_lines(number, step, step.name in declined, None if whole else MOST, named):
            marks = tuple((a + 1, b + 1, tone) for a, b, tone in line.marks)
            yield step.name, Cell(gutter + line.text, line.tone, None, marks)
    notes = [note for note in plan.notes if note not in first]
    if notes:
        yield "", Cell(" Why so, and not otherwise", "strong")
        yield from (("", Cell(f"   {plain(note)}", "notice")) for note in notes)


def _step_lines(
    number: int, step: PlannedStep, declined: bool, most: int | None, named: Named
) -> Iterator[Cell]:
    state, tone = _state(step, declined)
    optional: tuple[str, Tone] = (
        named("{plan.decline} takes it in again" if declined else "{plan.decline} declines it"),
        "accent",
    )
    yield joined(
        (f"{number}. {plain(step.title)}", "dim" if declined else "strong"),
        (state, tone),
        optional if step.optional and step.commands else ("", ""),
    )
    if step.why:
        yield Cell(f"   {plain(step.why)}", "dim")
    if step.deviation:
        yield Cell(f"   Differs from the install guide: {plain(step.deviation)}", "notice")
    if not declined:
        for command in step.commands:
            yield from command_lines(command, most, named("{plan.items} shows them"))
    if step.commands:
        yield Cell("")


def _state(step: PlannedStep, declined: bool) -> tuple[str, Tone]:
    if declined:
        return "declined", "warning"
    if step.blocked:
        return "blocked", "critical"
    if not step.commands and step.unseen:
        return f"unchanged {AS_FAR}", "warning"
    if not step.commands:
        return "unchanged", "good"
    return wording.count(len(step.commands), "command"), "warning"


def command_lines(command: Outline, most: int | None = None, more: str = "") -> Iterator[Cell]:
    """One command: where, the line, its parts, its standard input; `most` lines of each.

    `more` says which key shows the others.
    """
    where = plain(command.where)
    text = f"   {where}  {plain(command.line)}"
    yield Cell(text, marks=((3, 3 + len(where), "accent"),))
    if not command.repeatable:
        yield Cell("     must not run twice: it is never resumed unasked", "warning")
    yield from folded([Cell(f"     • {plain(item)}") for item in command.items], most, more)
    yield from folded([Cell(f"     │ {plain(line)}", "dim") for line in command.body], most, more)


def told_items(command: Outline, most: int | None, more: str) -> tuple[str, list[Cell]]:
    """A command's items behind its line where they are words, and below it where they are not."""
    if any(" " in item for item in command.items):
        return "", list(folded([Cell(f"     • {plain(item)}") for item in command.items], most, more))
    words = [plain(item) for item in command.items[:most]]
    left = len(command.items) - len(words)
    return " ".join(("", *words)) + (f" … and {left:,} more: {more}" if left else ""), []


def folded(lines: Sequence[Cell], most: int | None, more: str) -> Iterator[Cell]:
    """The first lines, and how many more there are."""
    if most is None or len(lines) <= most:
        yield from lines
        return
    yield from lines[:most]
    yield Cell(f"     … and {len(lines) - most:,} more: {more}", "notice")
