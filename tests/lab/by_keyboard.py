"""A whole cloud from bare hosts by keys alone, in a real terminal: `python -m tests.lab.by_keyboard`.

It takes as long as an installation does, so CI, which installs by `stackmend run`, leaves it out.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.support.terminal import Terminal

from . import lab
from .cloud import Cloud
from .paths import SECRETS
from .shell import timed


def install(cloud: Cloud) -> None:
    """7, e, a: the Install pane, the plan of the whole, its approval."""
    with Terminal(cloud.argv(), cloud.environment, columns=120, rows=36) as terminal:
        terminal.wait_for("7 Install", timeout=60)
        terminal.press("7")
        terminal.wait_for("preflight", "e Plan", timeout=60)
        terminal.press("e")
        terminal.wait_for("a Approve", timeout=180)
        terminal.press_until("a", "Run › Install all chapters", timeout=60)
        print(terminal.wait_for("Done, and verified on fresh facts.", timeout=3000))


def approve(terminal: Terminal) -> None:
    """From the first frame to the run that mends cell0, by keys: Findings, its plan, approved."""
    terminal.wait_for("remap-cell0", timeout=60)
    terminal.press("6")
    terminal.wait_for("6 Findings", "remap-cell0", "e Mend")
    terminal.press("e")
    terminal.wait_for("nova-manage", "a Approve", timeout=60)
    terminal.press_until("a", "Run › Map cell0", timeout=60)


def mend_cell0(cloud: Cloud) -> None:
    """What is wrong with cell0, mended in the console: from its finding to nothing wrong."""
    with Terminal(cloud.argv(), cloud.environment, columns=100, rows=30) as terminal:
        approve(terminal)
        terminal.wait_for("Done, and verified on fresh facts.", timeout=300)
        terminal.press("escape")
        terminal.wait_for("nothing wrong", timeout=90)


def main() -> None:
    """Bare hosts, the keys, and what other tools say of the instance."""
    cloud = Cloud(Path(tempfile.mkdtemp(prefix="operator-")))
    SECRETS.unlink(missing_ok=True)
    lab.up((), bare=True)
    with timed("install by keyboard"):
        install(cloud)
    print(cloud.openstack("server list"), cloud.openstack("volume list"))
    print(next(s["why"] for s in cloud.plan("install-tenant") if s["name"] == "tenant-login"))


if __name__ == "__main__":
    main()
