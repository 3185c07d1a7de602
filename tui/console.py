"""The console on what the command line names: the site is opened when the first frame is there."""

from __future__ import annotations

import signal
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from actions.model.fact import Snapshot
from actions.site.paths import keys_file
from actions.transport.gc_control import collect_by_hand
from tui.app import Stackmend
from tui.cli.command import UsageError
from tui.cli.options import chosen_site, gateway_to, invocation, saved_snapshot
from tui.live.backend import Backend, Trouble
from tui.live.keymap import load_keys
from tui.live.site_backend import SiteBackend
from tui.terminal_keys import use_parser
from tui.values.pane import Pane


def open_console(options: Namespace, panes: Sequence[Pane]) -> int:
    """Run the console until it is left; the exit code.

    Raises `UsageError` where there is no terminal, `CannotStart` where the simulated cloud is not
    installed, and what nobody foresaw.
    """
    from actions.sim.daemon import require

    if options.demo:
        require()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "The console needs a terminal, for keys and for the screen; "
            f"`{invocation(options).command('check')}` does not."
        )
    _keep_quick()
    use_parser()
    console = Stackmend(panes, lambda: _opened(options), _keys(keys_file()))
    console.ends_by = (signal.SIGTERM,)
    console.run()
    if console.failure is not None:
        raise console.failure
    return console.return_code or 0


def _keys(path: Path) -> Mapping[str, str]:
    """The operator's own; all windows are imported where there are any, to know their keys."""
    try:
        return load_keys(path, _windows)
    except Trouble as trouble:
        raise UsageError(str(trouble)) from None


def _windows() -> list[dict[str, str]]:
    from tui.windows.names import keys_by_window

    return keys_by_window(Stackmend)


def _keep_quick() -> None:
    """Keys wait neither for the garbage collector nor for the thread that prepares the panes.

    A thread that computes gives way after 1 ms instead of 5: a key needs the interpreter ten times
    before it shows.
    """
    collect_by_hand()
    sys.setswitchinterval(0.0003)


def _opened(options: Namespace) -> Backend | Snapshot:
    """The live site, or the recording; raises `Trouble`."""
    from actions.model.errors import SiteError
    from actions.sim.daemon import CannotStart
    from actions.site.snapshot_file import SnapshotError

    try:
        return saved_snapshot(options) or SiteBackend(gateway_to(chosen_site(options), options))
    except (SiteError, SnapshotError, CannotStart, UsageError) as error:
        raise Trouble(str(error)) from error
