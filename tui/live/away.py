"""The terminal is lent to another program, and taken back when that has ended."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from textual.app import App, SuspendNotSupported

from tui.live.session import Trouble


async def away(app: App[None], command: Sequence[str]) -> None:
    """Run a program in the foreground; the console goes on looking meanwhile, and draws nothing.

    Raises `Trouble` where the terminal cannot be lent, or there is no such program.
    """
    try:
        with app.suspend(), app.batch_update(), _interrupts_ignored():
            sys.stdout.write(f"stackmend: {' '.join(command)}  (exit comes back)\n")
            sys.stdout.flush()
            process = await asyncio.create_subprocess_exec(*command)
            await process.wait()
    except SuspendNotSupported:
        raise Trouble("This terminal cannot be lent to a shell.") from None
    except OSError as error:
        raise Trouble(f"{command[0]} cannot be run: {error.strerror}.") from error
    app.refresh()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl-C is for the other program; a handler, unlike SIG_IGN, is not inherited by it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
