"""The lines that hosts get: as root by sudo, as another user by su, and one at a time by flock."""

from __future__ import annotations

import inspect
import math
import shlex
from collections.abc import Iterable

from actions.deployments import life
from actions.transport import remote_questions

LOCK = "/run/lock/stackmend.lock"
"""Held on a host while a command of stackmend runs there, also when its connection was cut."""

_RUN = 30.0
"""Seconds that are left of a command's time when it gives up waiting for an earlier one."""

BUSY = 75
"""Exit code (EX_TEMPFAIL) of flock where the earlier command did not end in time."""

ENTERED = "stackmend-is-root"
"""What a line says first on its errors where sudo let it in: what sudo itself says proves nothing. It
warns (of a host whose own name does not resolve, of limits in a container) and runs the line all the
same, in the language of the login."""

LOCKED = "stackmend-has-the-lock"
"""What a command says first on its output once it holds the host's lock."""

_ONE_STREAM = " 2>&1"
"""Keeps errors and output in their order: over SSH each stream comes on its own."""


_GRACE = 2
"""Seconds that a host gives a question beyond the time after which nobody waits for it any more."""

_KILL = 5
"""Seconds from TERM to KILL."""


def question(line: str, root: bool, timeout: float) -> str:
    """A read-only line for a login that is root or becomes it, which leaves nothing behind.

    Closing a channel ends no process, and sshd counts the session until its process has ended. So the
    host itself ends the line; and the session's own process only waits for it, because what hangs on
    a dead device or file server (state D) cannot be ended.
    """
    ours = math.ceil(timeout) + _GRACE
    bounded = _as_root(f'timeout -k {_KILL} {ours} sh -c "$1"', root)
    waiting = shlex.quote(f"{bounded} & wait $!")
    return f"timeout -k 1 {ours + _KILL + 1} sh -c {waiting} sh {shlex.quote(line)}"


def questions(root: bool) -> str:
    """Run the program that comes on standard input: `program`'s."""
    return _as_root("python3 -IS -", root)


def program(asked: Iterable[tuple[str, float]]) -> bytes:
    """Several read-only lines with their timeouts, as the program that asks them all."""
    bounded = [(math.ceil(timeout) + _GRACE, line) for line, timeout in asked]
    return f"{inspect.getsource(remote_questions)}\nmain({bounded!r})\n".encode()


def patience(timeout: float) -> int:
    """Seconds that a command waits for an earlier one: apt-get goes on when its runner is killed."""
    return int(max(0.0, timeout - _RUN))


def command(line: str, user: str, root: bool, timeout: float) -> str:
    """A line that may change something: never beside another one of stackmend's on the host.

    flock's -o keeps the lock from daemons that the line starts.
    """
    shell = "sh -c" if user == "root" else "su -s /bin/sh -c"
    last = "" if user == "root" else f" {shlex.quote(user)}"
    alone = f"flock -o -E {BUSY} -w {patience(timeout)} {LOCK} "
    said = _saying(LOCKED, "", f"{shell} {shlex.quote(line)}{last}")
    return _as_root(alone + said, root) + _ONE_STREAM


def journal(unit: str, root: bool) -> str:
    """Follow a unit's log."""
    return _as_root(life.follow(unit), root) + _ONE_STREAM


def _as_root(line: str, root: bool) -> str:
    return line if root else f"sudo -n -- {_saying(ENTERED, ' >&2', line)}"


def _saying(word: str, where: str, line: str) -> str:
    """A simple command that says a word before anything else."""
    said = f'echo {word}{where}; exec "$@"'
    return f"sh -c {shlex.quote(said)} sh {line}"
