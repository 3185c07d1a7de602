"""The line that puts Keystone's keys on a host, in a real shell."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path

import pytest

from actions.repair.keystone.sync_keystone_keys import _COPY


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_the_keys_are_those_that_came(tmp_path: Path, shell: str) -> None:
    folder = tmp_path / "fernet-keys"
    folder.mkdir()
    for name in ("0", "1", "7"):
        (folder / name).write_text(f"old-{name}")
    line = _COPY.format(folder=folder, user=getpass.getuser(), group="")
    subprocess.run([shell, "-c", line], input="0 new-0=\n12 new-12=\n", text=True, check=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "0": "new-0=",
        "12": "new-12=",
    }
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    kept = {path.name: path.read_text() for path in Path(f"{folder}.before-stackmend").iterdir()}
    assert kept == {"0": "old-0", "1": "old-1", "7": "old-7"}


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_nothing_that_came_takes_nothing_away(tmp_path: Path, shell: str) -> None:
    folder = tmp_path / "fernet-keys"
    folder.mkdir()
    (folder / "0").write_text("old")
    line = _COPY.format(folder=folder, user=getpass.getuser(), group="")
    assert subprocess.run([shell, "-c", line], input="", text=True, check=False).returncode
    assert (folder / "0").read_text() == "old"
