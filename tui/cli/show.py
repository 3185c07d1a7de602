"""`stackmend show`: one run, its steps, its commands and its output."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.cli.command import Command
from tui.cli.plans import command_lines
from tui.cli.printing import as_json, line, whole
from tui.cli.runs import add_run
from tui.cli.watch import BAD, STYLES, clock, tell_ending, watch

if TYPE_CHECKING:
    from actions.run.state import CommandState, RunState, StepState


def _arguments(parser: ArgumentParser) -> None:
    add_run(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--follow", "-f", action="store_true", help="its journal, as it grows")
    how.add_argument("--json", action="store_true", help="the run as JSON")


def _run(options: Namespace) -> int:
    from actions.formats.json_codec import encode
    from actions.run.journal import find_run, read_run

    run_id = find_run(options.run_id)
    if options.follow:
        return watch(run_id)
    state = read_run(run_id)
    if options.json:
        as_json(encode(state))
        return 0
    _show(state)
    tell_ending(state)
    return 0


def _show(state: RunState) -> None:
    line(f"{state.title} {state.target}".rstrip(), "bold")
    line(f"run {state.id} on {state.site}, approved {clock(state.started)}", "dim")
    for step in state.steps:
        line()
        _show_step(step)
    if state.output:
        line()
        line("Last lines of output", "bold")
        for said in state.output[-20:]:
            line(f"{said.where}: {said.text}", indent=3)
    line()


def _show_step(step: StepState) -> None:
    line(f"{step.status.value:<10} {step.title}  ({step.name})", STYLES.get(step.status, BAD))
    if step.why:
        line(step.why, "dim", 3)
    for command in step.commands:
        for text, indent in command_lines(command.outline):
            whole(text, indent=indent)
        line(_end(command), "dim" if command.ok else BAD, 5)
    for outline in step.unapproved:
        for text, indent in command_lines(outline):
            whole(text, BAD, indent)


def _end(command: CommandState) -> str:
    return "no end is known" if command.exit is None else f"exit {command.exit}"


COMMAND = Command(
    name="show",
    help="show a run: the last one, or the one named",
    arguments=_arguments,
    run=_run,
    exits="0; with --follow as `run`",
)
