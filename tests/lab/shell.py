"""Outer commands, and the narration of them on standard error."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

STARTED = time.monotonic()


class LabError(Exception):
    """What the lab can't do, in a sentence for the person at the terminal."""


def say(text: str) -> None:
    """Print one line of progress to stderr, with the seconds since the start."""
    print(f"[lab {time.monotonic() - STARTED:6.1f}s] {text}", file=sys.stderr, flush=True)


@contextmanager
def timed(text: str) -> Iterator[None]:
    """Say what begins, and how many seconds it took once it is done."""
    say(f"{text} ...")
    begun = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - begun:.1f} s")


def run(*argv: str, stdin: str = "", check: bool = True) -> str:
    """Run one command to its end and return its stdout; LabError with its output if it fails."""
    done = subprocess.run(argv, input=stdin, text=True, capture_output=True, errors="replace")
    if check and done.returncode != 0:
        output = (done.stdout[-2000:] + done.stderr[-2000:]).strip()
        raise LabError(f"{' '.join(argv)[:300]} ended with {done.returncode}: {output}")
    return done.stdout


def succeeds(argv: Sequence[str]) -> bool:
    """Run one command silently and tell whether it exited with 0."""
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
