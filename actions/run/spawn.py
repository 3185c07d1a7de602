"""Processes that outlive this one: what keeps one from starting comes back through a pipe.

Until it is up, a child's standard error is that pipe: a log file alone says nothing on a full disk.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from actions.model.errors import StackmendError
from actions.site.files import open_private

_UP = b"\0"
"""What a child says last through the pipe: from now on its log is to be read."""
_MOST = 65536
_WAITED = "STACKMEND_IS_WAITED_FOR"
"""Set in the environment of a child for which `start` waits."""


class NotStarted(StackmendError):
    """A child ended before it was up; its text is the reason that it gave, without a stop."""


def start(
    command: Sequence[str],
    within: float,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, and wait until it is up; raises `NotStarted`.

    One that takes longer than so many seconds is let be, and not waited for any more.
    """
    reader, writer = os.pipe()
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=writer,
            pass_fds=pass_fds,
            start_new_session=True,
            cwd=cwd,
            env={**(os.environ if env is None else env), _WAITED: "1"},
        )
    except OSError as error:
        os.close(reader)
        raise NotStarted(f"{error.filename or command[0]}: {error.strerror}") from None
    finally:
        os.close(writer)
    try:
        heard, ended = _heard(reader, within)
    finally:
        os.close(reader)
    if ended and not heard.endswith(_UP) and process.wait():
        raise NotStarted(_reason(heard) or f"it ended with exit code {process.returncode}")
    return process


def is_up(log: Path) -> None:
    """In the child: it has started; what Python has to say from now on goes to that private file.

    Raises OSError where the log cannot be written.
    """
    if os.environ.pop(_WAITED, None) is None:  # it was started by hand: it talks to whoever did
        return
    descriptor = open_private(log)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    heard = os.dup(2)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    with suppress(OSError):  # whoever waited is gone, with his terminal, or has waited long enough
        os.write(heard, _UP)
    os.close(heard)


def why(error: OSError, where: Path) -> str:
    """With what a child ends that cannot start: the file, or where it writes, and what is wrong."""
    return f"{error.filename or where}: {error.strerror or error}"


def _heard(reader: int, within: float) -> tuple[bytes, bool]:
    """All that came through the pipe, and whether its other end was closed in time."""
    deadline = time.monotonic() + within
    heard = b""
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([reader], [], [], left)[0]:
            break
        data = os.read(reader, _MOST)
        if not data:
            return heard, True
        heard = (heard + data)[-_MOST:]
    return heard, False


def _reason(heard: bytes) -> str:
    """The last line: of a traceback, what was wrong."""
    lines = heard.decode(errors="replace").strip().splitlines()
    return lines[-1].strip().rstrip(".") if lines else ""
