"""A cloud that somebody built by hand along the guide, looked at, broken and mended.

`STACKMEND_LAB_NAME=hand python -m tests.lab.by_hand [NAME...]`; it stands beside the lab of another
name. Debian 12's packages on ctl, cmp and sto, by hand/ and by nothing of stackmend's own; who looks at
it has a clouds.yaml and ~/.ssh/config, and no site file. The first time it makes the hosts and keeps
them as the snapshot `hand-built`. Names are of troubles (breaks/); else all, one after another.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from actions.facts.nova.cell_mappings import CELL0

from . import installation, lab, snapshots
from .asking import report, wait_for, well
from .breakages import BREAKAGES
from .breaking import record
from .breaking.command import asked, chosen, run_all
from .breaking.drive import Driver
from .hand import configs, setup
from .hand.cloud import PLACE, Hand
from .paths import NAME
from .shell import LabError, say

SNAPSHOT = "hand-built"
HOSTS = tuple(one.name for one in configs.MACHINES)
STATES = ("no mapping at all", "cell1's database", "a missing database", "a wrong password")
"""Of cell0."""


def nothing_is_found(cloud: Hand) -> None:
    """Nothing, and all was looked at: the hosts are those of the cloud's own lists."""
    _is_well(cloud)


def nothing_is_found_by_the_site_file_of_init(cloud: Hand) -> None:
    """The same by the site file that `init` writes."""
    site = cloud.home / "site.toml"
    written = cloud.stackmend("--cloud", configs.CLOUD, "init", "--yes", "--site", str(site))
    assert written.returncode == 0, written.stdout + written.stderr
    assert re.findall(r"^\[hosts\.(\w+)\]", site.read_text(), re.MULTILINE) == ["ctl", "cmp", "sto"]
    _is_well(cloud, "--site", str(site))


def _is_well(cloud: Hand, *words: str) -> None:
    for more in ((), ("--deep",)):
        wait_for(cloud, well, 300, *more, *words)


def cell0_in_four_states_is_mended(cloud: Hand) -> None:
    """Each seen first, mended by `run`, and right by nova's own tool."""
    for name in STATES:
        (broken,) = (one for one in BREAKAGES if one.name == name)
        broken.make(cloud)
        told = report(cloud)
        assert told["findings"][0]["code"] == broken.code, json.dumps(told, indent=1)
        cloud.mend("remap-cell0")
        cells = cloud.nova_manage("cell_v2 list_cells --verbose").stdout
        url = re.escape(configs.database("nova", "nova_cell0"))
        assert re.search(rf"cell0 \| {CELL0} \|\s+none:/+\s+\|\s+{url}\s", cells), cells
        synced = cloud.nova_manage("db sync")
        assert synced.returncode == 0, synced.stdout
        wait_for(cloud, well)
        say(f"{broken.code}: seen first, and mended")


def all_is_well_after_off_and_on(cloud: Hand) -> None:
    """All hosts at once."""
    lab.down(HOSTS)
    lab.up(HOSTS)
    wait_for(cloud, well, 600)


def main() -> int:
    """Bring it up, and ask; 1 where anything was not right."""
    given = asked(__doc__)
    if NAME == "lab":
        raise LabError("Set STACKMEND_LAB_NAME=hand: this lab stands beside the one called lab.")
    troubles = chosen(given.names, PLACE)
    if given.anew or SNAPSHOT not in snapshots.names():
        lab.up(HOSTS, bare=True)
        setup.fill()
        lab.take(SNAPSHOT)
    elif not given.as_it_is:
        lab.restore(SNAPSHOT)
    cloud = Hand(Path(tempfile.mkdtemp(prefix="operator-")))
    driver = Driver(cloud, SNAPSHOT, given.keep)
    driver.begin()
    wrong = 0
    if not given.names:
        wrong += installation.ask(
            cloud,
            nothing_is_found,
            nothing_is_found_by_the_site_file_of_init,
            cell0_in_four_states_is_mended,
        )
    wrong += run_all(driver, troubles, record.write)
    if not given.names:
        wrong += installation.ask(cloud, all_is_well_after_off_and_on)
    return min(wrong, 1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as trouble:
        raise SystemExit(str(trouble)) from None
