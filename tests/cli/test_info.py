"""`stackmend info` names every file that is read or written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tui.cli.printing import FORMAT


def test_paths_without_a_site(call: Call, home: Path) -> None:
    facts = json.loads(call("info", "--json").out)
    assert facts["format"] == FORMAT
    assert facts["runs"] == str(home / "state/stackmend/runs")
    assert facts["site file"] == str(home / "config/stackmend/site.toml")
    assert "does not exist" in facts["site"]


def test_paths_of_a_site(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text('name = "lab"\ncloud = "c1"\n[hosts.ctl]\nroles = ["controller"]\n')
    said = call("info", "--site", str(path))
    facts = dict(line.split("\t") for line in said.out.splitlines())
    assert (facts["site"], facts["cloud"]) == ("lab: ctl", "c1")
    assert facts["secrets"] == str(tmp_path / "lab.secrets.toml")


def test_all_that_is_written_is_named(call: Call, home: Path) -> None:
    facts = json.loads(call("info", "--json").out)
    state = home / "state/stackmend"
    assert facts["crash log"] == str(state / "crash.log")
    assert facts["keys"] == str(home / "config/stackmend/keys.toml")
    assert facts["simulated cloud"] == str(state / "demo")
    assert facts["instances' host keys"] == str(state / "instances/known_hosts")
    assert facts["cannot be written"] == {}
    assert list(home.iterdir()) == []


def test_paths_are_printed_where_nothing_can_be_made(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/state")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/dev/null")
    said = call("info")
    facts = dict(line.split("\t") for line in said.out.splitlines())
    assert (said.code, said.err) == (0, "")
    assert facts["runs"].startswith("/dev/null/state/stackmend/runs  (cannot be")
    assert facts["keys"] == "/dev/null/stackmend/keys.toml  (cannot be written: Not a directory)"
    assert facts["crash log"].endswith("/crash.log  (cannot be written: Not a directory)")
