"""What versions before wrote still opens: snapshots, journals, backups and site files, as they were.

A folder of tests/cases/compat is a version; its files are of its own simulated cloud.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.facts.all import PROBES
from actions.model.fact import Reading, Snapshot
from actions.model.plan import Action, Situation
from actions.registry import REGISTRY
from actions.run.backup import read_backups
from actions.run.journal import list_runs
from actions.run.planner import make_plan
from actions.run.undo import undo_action
from actions.site import snapshot_file
from actions.site.site_file import load_site
from tests.cli.conftest import Call

COMPAT = Path(__file__).parent.parent / "cases/compat"
VERSIONS = sorted(path.name for path in COMPAT.iterdir())
FOUND = {"agent-dead", "cell0-shared", "host-unmapped", "unit-failed"}
"""Among what the simulated cloud begins with."""


@pytest.fixture(params=VERSIONS)
def folder(request: pytest.FixtureRequest) -> Path:
    """A version's files."""
    return COMPAT / str(request.param)


@pytest.fixture
def runs(folder: Path, home: Path) -> list[Path]:
    """Its runs, where this user's runs are."""
    shutil.copytree(folder / "runs", home / "state/stackmend/runs")
    return sorted((folder / "runs").iterdir())


def test_every_fact_of_a_snapshot_is_read(folder: Path) -> None:
    path = folder / "snapshot.json"
    data = json.loads(path.read_text())["readings"]
    read = snapshot_file.load(path)
    written = {(probe, subject) for probe, found in data.items() for subject in found}
    facts = {(p, s) for p, s in written if data[p][s]["fact"] is not None}
    known = {(p.name, s): one for p in PROBES for s, one in read.readings.get(p.name, {}).items()}
    assert set(known) == written
    assert {key for key, one in known.items() if one.fact is not None} == facts


def test_a_snapshot_is_checked(folder: Path, call: Call) -> None:
    said = call("check", "--json", "--from", str(folder / "snapshot.json"))
    codes = {finding["code"] for finding in json.loads(said.out)["findings"]}
    assert said.code in (1, 2)
    assert codes >= FOUND


def test_its_runs_are_listed_and_shown(runs: list[Path], call: Call) -> None:
    listed = [run["id"] for run in json.loads(call("runs", "--json").out)["runs"]]
    assert sorted(listed) == [path.name for path in runs]
    for path in runs:
        said = call("show", path.name)
        assert said.code == 0
        assert "nova-manage cell_v2 update_cell" in said.out
        assert f"Done and verified in 20 s: run {path.name}" in said.err


def test_what_its_runs_changed_can_be_put_back(runs: list[Path], folder: Path) -> None:
    site = load_site(folder / "site.toml")
    for state in list_runs():
        action = undo_action(state.id, REGISTRY)
        snapshot = Snapshot(site, readings=_emptied(action, folder / "runs" / state.id))
        plan = make_plan(action, Situation(snapshot, target=state.id))
        backs = [step for step in plan.steps if step.name.startswith("put-back-")]
        tables = [table for event in state.backups for table in event.tables]
        assert len(backs) == len(tables) > 0
        told = [" ".join((c.line, *c.body)) for step in backs for c in step.commands]
        assert not [step.why for step in backs if step.blocked]
        assert all(any(table in line for line in told) for table in tables)


def _emptied(action: Action, run: Path) -> Mapping[str, Mapping[str, Reading[Any]]]:
    """The rows that the run backed up are not there any more."""
    assert [read_backups(path) for path in run.glob("backup-*.json")]
    probes = {probe.name for step in action.steps for probe in step.needs}
    return {name: {"": Reading(fact=(), at=1.0)} for name in probes if name.startswith("rows-")}


def test_its_site_file_loads(folder: Path) -> None:
    site = load_site(folder / "site.toml")
    assert (site.name, site.simulated, site.cloud) == ("demo (simulated)", True, "demo")
    assert {host.name: set(host.roles) for host in site.hosts} == {
        "controller": {"controller", "database", "messaging"},
        "controller2": {"controller"},
        "network1": {"network"},
        **{f"compute{n}": {"compute"} for n in (1, 2, 3)},
        "storage1": {"storage"},
    }
    recorded = snapshot_file.load(folder / "snapshot.json").site
    bare = replace(
        site, path="", clouds_file="", ssh_config="", settings={}, invocation=recorded.invocation
    )
    assert vars(recorded) == vars(bare)
