"""One look at the lab cloud's health, against the tools that an operator would ask one after another.

Run as root with the lab up and Nova installed on it: `python -m tests.bench.look`. A look is a process
that is started, logs in everywhere and ends, as each of the tools is; beside it stands what the open
console takes to ask all of it once more, over the connections that it keeps.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actions.causes import evidence
from actions.checks.all import CHECKS
from actions.model.fact import Snapshot
from actions.site.secrets_file import load_secrets
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll
from tests.lab.cloud import Cloud
from tests.lab.network import on_jump
from tests.lab.paths import SITE

USUAL = (
    "compute service list",
    "network agent list",
    "hypervisor list",
    "network list",
    "endpoint list",
)
LIMIT = 8.0
_KEPT = "kept"
"""The argument with which it looks as an open console does."""


def _usual(cloud: Cloud) -> float:
    """The operator's usual, on the controller itself: no SSH, no waiting between them."""
    begun = time.perf_counter()
    for words in USUAL:
        cloud.openstack(words, check=False)
    cloud.nova_manage("cell_v2 list_cells")
    return time.perf_counter() - begun


def _ours(cloud: Cloud) -> float:
    begun = time.perf_counter()
    done = subprocess.run(cloud.argv("check", "--json"), env=cloud.environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return time.perf_counter() - begun


def _once_more(cloud: Cloud) -> float:
    """In a process of its own, on the jump host: it says how long its later looks took."""
    line = on_jump([sys.executable, "-m", "tests.bench.look", _KEPT])
    done = subprocess.run(line, env=cloud.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return statistics.median(map(float, done.stdout.split()))


async def _looks(rounds: int = 5) -> None:
    site = load_site(SITE)
    gateway = Gateway(site, load_secrets(site))
    probes = [*(probe for check in CHECKS for probe in check.needs), *evidence.PROBES]
    snapshot = Snapshot(site)
    try:
        for number in range(rounds + 1):
            begun = time.perf_counter()
            snapshot = await poll(gateway, snapshot, probes, deep=False)
            if number:
                print(time.perf_counter() - begun)
    finally:
        await gateway.close()


def measure(home: Path, rounds: int = 5) -> dict[str, float]:
    """Medians in seconds over rounds in turn, and their ratio pair by pair."""
    cloud = Cloud(home)
    pairs = [(_usual(cloud), _ours(cloud)) for _ in range(rounds + 1)][1:]
    return {
        "the six tools, one after another (s)": statistics.median(u for u, _ in pairs),
        "stackmend check (s)": statistics.median(o for _, o in pairs),
        "times faster": statistics.median(u / o for u, o in pairs),
        "all of it once more, in an open console (s)": _once_more(cloud),
    }


if __name__ == "__main__":
    if sys.argv[1:] == [_KEPT]:
        asyncio.run(_looks())
        sys.exit()
    with tempfile.TemporaryDirectory() as folder:
        for name, value in measure(Path(folder)).items():
            print(f"{name:45} {value:.2f}")
