"""The terminal is lent to another program, and taken back when that has ended."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from textual.app import App, SuspendNotSupported

from tui.live.backend import Trouble
from tui.values.sanitize import plain

_SHOWN = """"$@"; ended=$?
[ $ended -eq 255 ] && { printf 'stackmend: ssh ended with an error. Enter comes back: '; read -r _; }
exit $ended"""
"""What ssh said stands until it was read: the console would be drawn over it."""


def shell_waits() -> bool:
    """Whether a shell with jobs has started the console: it can bring back what ctrl+z stops."""
    parent = os.getppid()
    try:
        return os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
    except OSError:
        return False


async def away(app: App[None], command: Sequence[str]) -> None:
    """Run a program in the foreground; the console goes on looking meanwhile, and draws nothing.

    Raises `Trouble` where the terminal cannot be lent, or there is no such program.
    """
    if shutil.which(command[0]) is None:
        raise Trouble(f"There is no {command[0]} on this machine.")
    try:
        with app.suspend(), app.batch_update(), _interrupts_ignored():
            sys.stdout.write(
                plain(f"stackmend: {' '.join(command)}  (exit returns to stackmend)") + "\n"
            )
            sys.stdout.flush()
            process = await asyncio.create_subprocess_exec("sh", "-c", _SHOWN, "sh", *command)
            try:
                await process.wait()
            finally:
                with suppress(ProcessLookupError):
                    process.terminate()  # the console ends: so does what it lent the terminal to
    except SuspendNotSupported:
        raise Trouble("This terminal cannot be lent to a shell.") from None
    app.refresh()


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl-C is for the other program; a handler, unlike SIG_IGN, is not inherited by it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
