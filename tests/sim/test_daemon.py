"""The simulated cloud as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.sim import daemon
from actions.sim.names import UnknownTrouble
from actions.site.site_file import load_site


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_it_is_started_once_found_again_and_ended() -> None:
    try:
        path = daemon.ensure()
        assert load_site(path).simulated
        first = (path.parent / daemon.READY).read_text()
        assert daemon.ensure() == path
        assert (path.parent / daemon.READY).read_text() == first
        modes = {p.name: p.stat().st_mode & 0o777 for p in path.parent.iterdir() if p.name != "lock"}
        assert {modes[name] for name in ("clouds.yaml", "id_ed25519", "site.toml", "log")} == {0o600}
        assert path.parent.stat().st_mode & 0o777 == 0o700
        daemon.ensure(["cell0-rabbit"])
        assert (path.parent / daemon.READY).read_text() != first
    finally:
        assert daemon.stop()
    assert not daemon.stop()


def test_one_that_cannot_start_says_why(tmp_path: Path) -> None:
    folder = daemon.folder()
    (folder / "site.toml").mkdir()
    with pytest.raises(daemon.CannotStart) as error:
        daemon.ensure()
    said = f"The simulated cloud did not start: {folder}/site.toml: It is no regular file."
    assert str(error.value) == said
    assert (folder / "log").read_text() == ""


def test_a_trouble_that_nobody_knows_starts_nothing() -> None:
    with pytest.raises(UnknownTrouble):
        daemon.ensure(["nope"])
    assert not daemon.stop()


def test_it_ends_itself_when_nobody_needs_it(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "actions.sim", str(tmp_path / "sim"), "--idle", "0.1"]
    done = subprocess.run(words, timeout=30, check=False, env={**os.environ})
    assert done.returncode == 0
    assert not (tmp_path / "sim" / daemon.READY).exists()
