"""Every subcommand, sorted by name: a new one is a file beside this one and a line here."""

from __future__ import annotations

from tui.cli import check, demo, info, init, path, plan, resume, run, runs, show, snapshot, undo
from tui.cli.command import Command

COMMANDS: tuple[Command, ...] = (
    check.COMMAND,
    demo.COMMAND,
    info.COMMAND,
    init.COMMAND,
    path.COMMAND,
    plan.COMMAND,
    resume.COMMAND,
    run.COMMAND,
    runs.COMMAND,
    show.COMMAND,
    snapshot.COMMAND,
    undo.COMMAND,
)
