"""The first frame: from the start of `stackmend` to the first pane on a real terminal.

Against the whole process time of `python -c "import textual.app"`, run in turn with it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.terminal import Terminal

LIMIT_RATIO = 1.5
LIMIT_EXTRA = 0.3
SITE = """\
name = "nowhere"
cloud = "nowhere"
[hosts.controller]
address = "192.0.2.1"
roles = ["controller"]
"""
"""TEST-NET-1 answers nobody: a console that waited for the network would be seen to wait."""


def _timed(argv: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(argv, check=True)
    return time.perf_counter() - begun


def _framed(argv: Sequence[str], home: str) -> float:
    env = {"HOME": home, "STACKMEND_SITE": str(Path(home) / "site.toml")}
    begun = time.perf_counter()
    with Terminal(argv, env) as terminal:
        terminal.wait_for("Overview", timeout=20)
        return time.perf_counter() - begun


def measure(rounds: int = 7) -> dict[str, float]:
    """Medians in seconds, and how the first frame compares with what it may take."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "site.toml").write_text(SITE)
        base, frame = [], []
        for _ in range(rounds + 1):  # the first of each fills the caches, and is not counted
            base.append(_timed([sys.executable, "-c", "import textual.app"]))
            frame.append(_framed([sys.executable, "-m", "tui"], home))
    import_time, first_frame = statistics.median(base[1:]), statistics.median(frame[1:])
    return {
        "import textual.app (s)": import_time,
        "first frame (s)": first_frame,
        "allowed (s)": LIMIT_RATIO * import_time + LIMIT_EXTRA,
        "ratio to what is allowed": first_frame / (LIMIT_RATIO * import_time + LIMIT_EXTRA),
    }


if __name__ == "__main__":
    os.environ.pop("OS_CLOUD", None)
    for name, value in measure().items():
        print(f"{name:28} {value:.2f}")
