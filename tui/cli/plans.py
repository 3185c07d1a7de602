"""Plans as a person reads them before approving: host by host, command by command."""

from __future__ import annotations

from collections.abc import Iterator

from actions.model.command import Outline
from actions.model.plan import Plan, PlannedStep
from tui.cli.printing import line, whole
from tui.values.status import AS_FAR, NOTHING_SEEN
from tui.values.wording import count


def show_plan(plan: Plan) -> None:
    """Print a plan."""
    line(f"{plan.title} {plan.target}".rstrip(), "bold")
    for one in plan.stops:
        line(one, "yellow", indent=2)
    for note in plan.notes:
        line(note, "dim", indent=2)
    for number, step in enumerate(plan.steps, 1):
        line()
        _show_step(number, step)
    line()
    line(f"{_verdict(plan)}  [plan {plan.digest}]", "bold")


def _verdict(plan: Plan) -> str:
    stuck = [step.name for step in plan.steps if step.blocked]
    if stuck:
        return f"It cannot be done: {', '.join(stuck)}"
    if plan.empty:
        return NOTHING_SEEN if plan.unseen else "There is nothing to do."
    commands = [c for step in plan.steps for c in step.commands]
    hosts = {command.where for command in commands}
    return f"{count(len(commands), 'command')} on {count(len(hosts), 'host')}"


def _show_step(number: int, step: PlannedStep) -> None:
    state, style = _state(step)
    optional = ", may be declined" if step.optional and step.commands else ""
    line(f"{number}. {step.title}  ({step.name}: {state}{optional})", style)
    line(step.why, "dim", indent=3)
    if step.deviation:
        line(f"Differs from the install guide: {step.deviation}", "dim", indent=3)
    for command in step.commands:
        for text, indent in command_lines(command):
            whole(text, indent=indent)


def _state(step: PlannedStep) -> tuple[str, str]:
    if step.blocked:
        return "blocked", "bold red"
    if not step.commands and step.unseen:
        return f"unchanged {AS_FAR}", "yellow"
    if not step.commands:
        return "unchanged", "green"
    return count(len(step.commands), "command"), "yellow"


def command_lines(command: Outline) -> Iterator[tuple[str, int]]:
    """A command's lines and how far each is indented: the line, its items, its input."""
    once = "" if command.repeatable else "   (must not run twice)"
    yield f"{command.where}: {command.line}{once}", 3
    for item in command.items:
        yield item, 7
    for text in command.body:
        yield f"| {text}", 7
