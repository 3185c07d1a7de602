"""`stackmend info` names every file that is read or written."""

from __future__ import annotations

import json
from pathlib import Path

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
