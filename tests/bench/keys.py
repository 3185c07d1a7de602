"""A key pressed while a big cloud is refreshed: how long until the cursor's line has moved.

1,000 hypervisors, 5,000 services and agents, 20,000 ports, simulated in a process of its own; the
console runs on a real terminal, and `r` asks for everything again before the last answers are in.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.terminal import Terminal

HYPERVISORS, SERVICES, AGENTS, PORTS = 1000, 2500, 2500, 20000
LIMIT_MS = 100.0
LIMIT_MIB = 300.0
PRESSES = 400
REFRESH = 2.0
"""Seconds between two `r`: less than a refresh takes."""
COLUMN = 8


def _simulate(folder: str, ready: Event, ended: Event) -> None:
    import asyncio

    from actions.sim.cloud import SimCloud
    from actions.sim.state import Size

    async def serve() -> None:
        async with SimCloud(size=Size(HYPERVISORS, SERVICES, AGENTS, PORTS), folder=Path(folder)):
            ready.set()
            await asyncio.to_thread(ended.wait)

    asyncio.run(serve())


@contextmanager
def _simulated(folder: str) -> Iterator[Path]:
    context = multiprocessing.get_context("spawn")
    ready, ended = context.Event(), context.Event()
    process = context.Process(target=_simulate, args=(folder, ready, ended))
    process.start()
    assert ready.wait(60), "the simulated cloud did not start"
    try:
        yield Path(folder) / "site.toml"
    finally:
        ended.set()
        process.join(30)


def _cursor(terminal: Terminal) -> int:
    """The line whose background is not the common one."""
    colours = terminal.backgrounds(COLUMN)
    usual = statistics.mode(colours[3:-3])
    return next((n for n in range(3, len(colours) - 3) if colours[n] != usual), -1)


def _peak_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmHWM")


def measure() -> dict[str, float]:
    """Milliseconds from a key to the screen, and the console's peak memory in MiB."""
    choose = random.Random(20261123)  # noqa: S311 - pauses between key presses, not a secret
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "sim"
        folder.mkdir(mode=0o700)
        with (
            _simulated(str(folder)) as site,
            Terminal(
                [sys.executable, "-m", "tui", "--site", str(site)], {"HOME": home}, columns=120, rows=40
            ) as terminal,
        ):
            terminal.press("3")
            terminal.wait_for("nova-compute", timeout=60)
            terminal.wait_until_drawn(lambda: _cursor(terminal) > 0)
            took = []
            refreshed = time.perf_counter()
            for n in range(PRESSES):
                if time.perf_counter() - refreshed > REFRESH:
                    terminal.press("r")
                    refreshed = time.perf_counter()
                time.sleep(choose.uniform(0.02, 0.2))
                before = _cursor(terminal)
                begun = time.perf_counter()
                terminal.press("\x1b[B" if n % 20 < 10 else "\x1b[A")
                terminal.wait_until_drawn(lambda before=before: _cursor(terminal) != before)  # type: ignore[misc]
                took.append(1000 * (time.perf_counter() - begun))
            peak = _peak_mib(terminal.process.pid)
    took.sort()
    return {
        "median (ms)": statistics.median(took),
        "99th percentile (ms)": took[int(0.99 * len(took))],
        "worst (ms)": took[-1],
        "peak memory (MiB)": peak,
    }


if __name__ == "__main__":
    os.environ.pop("OS_CLOUD", None)
    for name, value in measure().items():
        print(f"{name:28} {value:.1f}")
