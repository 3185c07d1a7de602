"""One look at the lab cloud's health, against the tools that an operator would ask one after another.

Run as root with the lab up and Nova installed on it: `python -m tests.bench.look`.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.lab.cloud import Cloud

USUAL = (
    "compute service list",
    "network agent list",
    "hypervisor list",
    "network list",
    "endpoint list",
)
LIMIT = 8.0


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


def measure(home: Path, rounds: int = 5) -> dict[str, float]:
    """Medians in seconds over rounds in turn, and their ratio pair by pair."""
    cloud = Cloud(home)
    pairs = [(_usual(cloud), _ours(cloud)) for _ in range(rounds + 1)][1:]
    return {
        "the six tools, one after another (s)": statistics.median(u for u, _ in pairs),
        "stackmend check (s)": statistics.median(o for _, o in pairs),
        "times faster": statistics.median(u / o for u, o in pairs),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name, value in measure(Path(folder)).items():
            print(f"{name:38} {value:.2f}")
