"""`python -m actions.sim FOLDER`: the simulated cloud as a process, until nobody needs it."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from pathlib import Path

from actions.run.spawn import is_up, why
from actions.sim.cloud import SimCloud
from actions.sim.daemon import IDLE, PACE, READY
from actions.sim.state import Size

_THINGS = ("hypervisors", "services", "agents", "ports")


def main() -> None:
    """Serve until a signal comes, or until 30 minutes have passed without a connection."""
    parser = argparse.ArgumentParser(prog="python -m actions.sim", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--idle", type=float, default=IDLE, help="seconds")
    parser.add_argument("--pace", type=float, default=PACE)
    parser.add_argument("--trouble", action="append", default=[])
    for thing in _THINGS:
        parser.add_argument(f"--{thing}", type=int, default=0, help="make up so many, for benchmarks")
    options = parser.parse_args()
    size = Size(**{thing: getattr(options, thing) for thing in _THINGS})
    cloud = SimCloud(
        *options.trouble,
        folder=options.folder,
        pace=options.pace,
        size=None if size == Size() else size,
    )
    try:
        asyncio.run(_serve(cloud, options.idle))
    except OSError as error:
        parser.exit(1, f"{why(error, options.folder)}\n")


async def _serve(started: SimCloud, idle: float) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with started as cloud:
        ready = cloud.folder / READY
        unfinished = ready.with_suffix(".new")
        unfinished.write_text("\n".join((str(os.getpid()), *cloud.troubles)))
        unfinished.replace(ready)
        is_up(cloud.folder / "log")
        cloud.preload()
        try:
            await _wait(cloud, ended, idle)
        finally:
            ready.unlink(missing_ok=True)


async def _wait(cloud: SimCloud, ended: asyncio.Event, idle: float) -> None:
    """Until it is told to end, or nobody has asked for so long."""
    loop = asyncio.get_running_loop()
    last, seen = loop.time(), cloud.activity
    while loop.time() - last < idle:
        try:
            async with asyncio.timeout(min(idle, 10.0)):
                await ended.wait()
                return
        except TimeoutError:
            if cloud.activity != seen or cloud.connected:
                last, seen = loop.time(), cloud.activity


if __name__ == "__main__":
    main()
