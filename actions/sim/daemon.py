"""The simulated cloud as a process of its own: found if it runs, started if not, ended."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from actions.model.errors import StackmendError
from actions.run.spawn import NotStarted, start, why
from actions.sim.names import OPENING, check
from actions.site.files import open_private
from actions.site.paths import demo_path, private_dir, state_dir

IDLE = 1800.0
"""Seconds without any connection after which it ends itself."""
PACE = 0.5
"""How long its commands take, as a multiple of what is natural."""
READY = "ready"
"""The file that says that it serves: its process id, then the troubles that it began with."""
_START = 20.0
_LIBRARIES = ("aiohttp", "mysql_mimic", "sqlglot")
"""What the extra `demo` brings."""


class CannotStart(StackmendError):
    """The simulated cloud did not come up: one sentence."""


def require() -> None:
    """Raise `CannotStart` where the extra `demo` is not installed: it is not on a jump host."""
    if not all(_installed(name) for name in _LIBRARIES):
        raise CannotStart("The simulated cloud is an extra: pip install 'stackmend[demo]'")


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def folder() -> Path:
    """Where its site file, keys and log are: 0700, in the state folder."""
    state_dir()
    return private_dir(demo_path())


def ensure(troubles: Sequence[str] | None = None) -> Path:
    """The site file of the running simulated cloud, started if there is none; raises `CannotStart`.

    With troubles given, one that runs and began with others is ended first.
    """
    require()
    wanted = None if troubles is None else check(troubles)
    where = folder()
    with _alone(where):
        running = _running(where)
        if running is not None and wanted not in (None, running[1]):
            _end(where, running[0])
            running = None
        if running is None:
            _start(where, OPENING if wanted is None else wanted)
    return where / "site.toml"


def stop() -> bool:
    """End the running one; False where none ran."""
    where = folder()
    with _alone(where):
        running = _running(where)
        if running is not None:
            _end(where, running[0])
        return running is not None


@contextlib.contextmanager
def _alone(where: Path) -> Iterator[None]:
    """Two consoles started at once must not start two clouds in one folder."""
    lock = open_private(where / "lock", os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _running(where: Path) -> tuple[int, tuple[str, ...]] | None:
    """The process id and the troubles of the one that runs."""
    try:
        first, *troubles = (where / READY).read_text().split("\n")
        number = int(first)
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    # a process id may be another's by now
    return (number, tuple(troubles)) if b"actions.sim" in command else None


def _start(where: Path, troubles: tuple[str, ...]) -> None:
    (where / READY).unlink(missing_ok=True)
    words = [sys.executable, "-m", "actions.sim", str(where)]
    words += [word for name in troubles for word in ("--trouble", name)]
    log = where / "log"
    try:
        os.close(open_private(log, os.O_WRONLY | os.O_TRUNC))
        path = os.pathsep.join(p for p in sys.path if p)
        start(words, _START, cwd=Path("/"), env={**os.environ, "PYTHONPATH": path})
    except (NotStarted, OSError) as error:
        reason = why(error, log) if isinstance(error, OSError) else str(error)
        raise CannotStart(f"The simulated cloud did not start: {reason}.") from None
    if not (where / READY).exists():
        raise CannotStart(f"The simulated cloud did not start within {_START:g} s; {log} may say why.")


def _end(where: Path, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + 5
    while _running(where) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        if _running(where) is not None:
            os.kill(number, signal.SIGKILL)
    (where / READY).unlink(missing_ok=True)
