"""A key pressed while a big cloud is refreshed: how long until its effect has reached the terminal.

1,000 hypervisors, 5,000 services and agents, 20,000 ports, simulated in a process of its own; the
console runs on a real terminal, on its longest pane, and `r` asks for everything again all the time.
Keys come whether or not earlier ones have shown, as from a person: one that stalls makes the next
ones late too. What the terminal got is kept with its times and drawn only afterwards, so that no
emulator takes the console's processor.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import pyte

from tests.support.terminal import Terminal

HYPERVISORS, SERVICES, AGENTS, PORTS = 1000, 2500, 2500, 20000
LIMIT_MS = 100.0
LIMIT_MIB = 300.0
ROUNDS = 5
REFRESH = 1.0
"""Seconds between two `r`: less than a refresh takes, so that one always goes on."""
REST = 1.0
"""Seconds between two legs: what is still missing then counts as that late."""
SETTLE = 8.0
"""Seconds until everything has been looked at once."""
LINES, COLUMNS = 40, 120
MARGIN = 8
"""The column at which the cursor's line is told by its background."""
TOP = 3
"""The line of the table's first row."""
STEPS = 30
WORD = "nova-compute"
"""Typed into the filter and taken back; it keeps thousands of rows."""
DOWN, UP, BACKSPACE = "\x1b[B", "\x1b[A", "\x7f"

Far = Callable[[pyte.Screen], int]
"""How far a screen is within a leg: the cursor's line, or the length of what was typed."""


def _cursor(screen: pyte.Screen) -> int:
    """The line whose background is not the common one; -1 while it is half drawn."""
    colours = [screen.buffer[line][MARGIN].bg for line in range(LINES)]
    usual = statistics.mode(colours[TOP:-3])
    other = [line for line in range(TOP, LINES - 3) if colours[line] != usual]
    return other[0] if len(other) == 1 else -1


def _typed(screen: pyte.Screen) -> int:
    """How much of the filter stands in its line, where a hint may stand; -1: there is no such line."""
    lines = (line.strip() for line in screen.display[-3:])
    filters = (line[1:].strip() for line in lines if line.startswith("/"))
    return next((len(text) if WORD.startswith(text) else 0 for text in filters), -1)


@dataclass
class Press:
    """One key: when it was pressed, where it leads, and when the screen was first there."""

    key: str
    to: int
    up: bool = True
    """It leads to a higher number than the key before."""
    at: float = 0.0
    shown: float = math.inf

    def done(self, far: int) -> bool:
        """This key, or one after it in the same direction, has shown."""
        return far >= 0 and (far >= self.to if self.up else far <= self.to)


class _Recorded(Terminal):
    """A terminal that keeps what it is sent while keys are timed."""

    _choose = random.Random(20261123)
    _chunks: list[tuple[float, bytes]] | None = None

    def _hear(self, data: bytes) -> None:
        if self._chunks is None:
            super()._hear(data)
        else:
            self._chunks.append((time.perf_counter(), data))

    def far(self, far: Far) -> int:
        """How far the screen is now."""
        with self._changed:
            return far(self._screen)

    def timed(self, far: Far, presses: Sequence[Press], refresh: float) -> None:
        """Press the keys at odd moments, an `r` first and every so often; see when each shows."""
        self._chunks = []
        refreshed = -math.inf
        for press in presses:
            if time.perf_counter() - refreshed > refresh:
                self.press("r")
                refreshed = time.perf_counter()
            time.sleep(self._choose.uniform(0.04, 0.16))
            press.at = time.perf_counter()
            self.press(press.key)
        time.sleep(REST)
        self._replay(far, presses)

    def _replay(self, far: Far, presses: Sequence[Press]) -> None:
        with self._changed:
            chunks, self._chunks = self._chunks or [], None
            for at, data in chunks:
                super()._hear(data)
                now = far(self._screen)
                for press in presses:
                    if press.at <= at < press.shown and press.done(now):
                        press.shown = at
            self._changed.notify_all()


def _serve(folder: str, asked: Synchronized[int], ready: Synchronized[int]) -> None:
    from actions.sim.cloud import SimCloud
    from actions.sim.state import Size

    size = Size(HYPERVISORS, SERVICES, AGENTS, PORTS)

    async def serve() -> None:
        async with SimCloud(size=size, folder=Path(folder)) as cloud:
            requests = cloud.api("network").requests
            ready.value = 1
            while ready.value:
                await asyncio.sleep(0.1)
                while requests:
                    path = requests.popleft()
                    asked.value += "/ports?" in path and "marker=" not in path

    asyncio.run(serve())


@contextmanager
def _simulated(folder: Path) -> Iterator[Synchronized[int]]:
    """The cloud in a process of its own; counts how often all its ports were asked for."""
    folder.mkdir(mode=0o700)
    context = multiprocessing.get_context("spawn")
    asked, ready = context.Value("i", 0), context.Value("i", 0)
    process = context.Process(target=_serve, args=(str(folder), asked, ready))
    process.start()
    try:
        deadline = time.monotonic() + 60
        while not ready.value:
            assert time.monotonic() < deadline, "the simulated cloud did not start"
            time.sleep(0.1)
        yield asked
    finally:
        ready.value = 0
        process.join(30)


def _round(terminal: _Recorded, refresh: float) -> tuple[list[Press], list[Press]]:
    """Down the table and up again; then a filter typed and taken back."""
    terminal.press("g")
    terminal.wait_until_drawn(lambda: terminal.far(_cursor) == TOP)
    down = [Press(DOWN, TOP + n) for n in range(1, STEPS + 1)]
    up = [Press(UP, TOP + n, up=False) for n in reversed(range(STEPS))]
    terminal.timed(_cursor, down, refresh)
    terminal.timed(_cursor, up, refresh)
    if math.isfinite(refresh):
        terminal.press("r")
    terminal.press("/")
    terminal.wait_until_drawn(lambda: terminal.far(_typed) == 0)
    typed = [Press(key, n) for n, key in enumerate(WORD, 1)]
    taken = [Press(BACKSPACE, n, up=False) for n in reversed(range(len(WORD)))]
    terminal.timed(_typed, typed, math.inf)
    terminal.timed(_typed, taken, math.inf)
    terminal.press("escape")
    terminal.wait_until_drawn(lambda: terminal.far(_typed) < 0)
    return down + up, typed + taken


def _usage(pid: int) -> tuple[float, float]:
    """A process's peak memory in MiB, and the seconds of processor it has had."""
    peak = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0]
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(peak) / 1024, (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def _times(presses: Sequence[Press]) -> list[float]:
    """Milliseconds from each key to the screen, the shortest first."""
    return sorted(1000 * (press.shown - press.at) for press in presses)


def _worst_but(share: float, times: Sequence[float]) -> float:
    return times[min(len(times) - 1, int((1 - share) * len(times)))]


def measure(
    rounds: int = ROUNDS, argv: Sequence[str] = (sys.executable, "-m", "tui")
) -> dict[str, float]:
    """Milliseconds from a key to the screen; the console's peak memory in MiB; what it went through."""
    moves: list[Press] = []
    letters: list[Press] = []
    with tempfile.TemporaryDirectory() as home, _simulated(Path(home) / "sim") as asked:
        command = [*argv, "--site", str(Path(home) / "sim" / "site.toml")]
        with _Recorded(command, {"HOME": home}, COLUMNS, LINES) as terminal:
            terminal.press("3")
            terminal.wait_for("nova-compute", timeout=60)
            time.sleep(SETTLE)
            quiet = [press for presses in _round(terminal, math.inf) for press in presses]
            begun, (_, spent), before = time.perf_counter(), _usage(terminal.process.pid), asked.value
            for _ in range(rounds):
                for all_, some in zip((moves, letters), _round(terminal, REFRESH), strict=True):
                    all_ += some
            peak, spent_then = _usage(terminal.process.pid)
            took = time.perf_counter() - begun
            refreshes = asked.value - before
    both = _times(moves + letters)
    return {
        "keys pressed": len(both),
        "median (ms)": statistics.median(both),
        "median, cursor (ms)": statistics.median(_times(moves)),
        "median, filter (ms)": statistics.median(_times(letters)),
        "median, no refresh (ms)": statistics.median(_times(quiet)),
        "99th percentile (ms)": _worst_but(0.01, both),
        "95th percentile (ms)": _worst_but(0.05, both),
        "worst (ms)": both[-1],
        "worst, no refresh (ms)": _times(quiet)[-1],
        "peak memory (MiB)": peak,
        "refreshes a minute": 60 * refreshes / took,
        "processor of the console (%)": 100 * (spent_then - spent) / took,
        "99th percentile / its limit": _worst_but(0.01, both) / LIMIT_MS,
        "peak memory / its limit": peak / LIMIT_MIB,
    }


if __name__ == "__main__":
    os.environ.pop("OS_CLOUD", None)
    for name, value in measure().items():
        print(f"{name:30} {value:.2f}")
