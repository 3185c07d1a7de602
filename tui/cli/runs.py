"""`stackmend runs`: what was run from this machine by this user."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.cli.command import Command
from tui.cli.printing import as_json, say, table
from tui.cli.watch import BAD, STYLES, clock
from tui.values.wording import count

if TYPE_CHECKING:
    from actions.run.state import RunState


def add_run(parser: ArgumentParser) -> None:
    """The argument that names a run."""
    parser.add_argument(
        "run_id", metavar="RUN", nargs="?", default="last", help="a run's id or a unique part of it"
    )


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the runs as JSON")


def _run(options: Namespace) -> int:
    from actions.run.journal import list_runs
    from actions.site.paths import runs_path

    found = list_runs()
    if options.json:
        as_json({"runs": [summary(state) for state in found]})
        return 0
    rows = [
        (s.status.value, s.id, f"{s.action} {s.target}".rstrip(), s.site, clock(s.started))
        for s in found
    ]
    styles = [STYLES.get(state.status, BAD) for state in found]
    table(("Status", "Run", "Action", "Site", "Started"), rows, styles, whole=("Run",))
    left = len(list(runs_path().glob("*/"))) - len(found)
    if left:
        say(f"{count(left, 'folder')} in {runs_path()} cannot be read as runs.", "dim")
    elif not found:
        say("Nothing was run yet.")
    return 0


def summary(state: RunState) -> dict[str, object]:
    """A run in a line, for JSON."""
    return {
        "id": state.id,
        "action": state.action,
        "target": state.target,
        "site": state.site,
        "status": state.status.value,
        "why": state.why,
        "alive": state.alive,
        "started": state.started,
        "ended": state.ended,
    }


COMMAND = Command(
    name="runs",
    help="list what was run",
    arguments=_arguments,
    run=_run,
    exits="0",
)
