"""`stackmend check` on saved facts: what it prints for whom, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from actions.engine.saved import save
from actions.facts import host_status, units
from actions.facts.units import Unit
from actions.model import Host, Reading, Site, Snapshot
from tests.cli.conftest import Call

SITE = Site("lab", (Host("ctl", frozenset({"controller"})),))
GOOD = Unit("nova-api", "loaded", "active", "running", "enabled", age=500.0)
BAD = Unit("nova-api", "loaded", "failed", "failed", "enabled", result="exit-code")


def facts(folder: Path, unit: Unit = GOOD, error: str = "") -> str:
    """A file with what little is known of one host."""
    readings: dict[str, dict[str, Reading[Any]]] = {
        units.PROBE.name: {"ctl": Reading({unit.name: unit}, at=9.0, tried=9.0)},
        host_status.PROBE.name: {"ctl": Reading(None, error=error, tried=9.0)} if error else {},
    }
    path = folder / "facts.json"
    save(Snapshot(SITE, 9.0, readings), path)
    return str(path)


def test_healthy(call: Call, tmp_path: Path) -> None:
    said = call("check", "--from", facts(tmp_path))
    assert (said.code, said.out, said.err) == (0, "", "lab: healthy\n")


def test_findings_are_lines_with_tabs_for_a_program(call: Call, tmp_path: Path) -> None:
    said = call("check", "--from", facts(tmp_path, BAD))
    assert said.code == 1
    severity, code, subject, says, command = said.out.rstrip("\n").split("\t")
    assert (severity, code) == ("CRITICAL", "unit-failed")
    assert "nova-api" in subject
    assert "nova-api" in says
    assert command == "stackmend run restart-service ctl/nova-api"
    assert said.err == "lab: 1 finding\n"


def test_findings_as_json(call: Call, tmp_path: Path) -> None:
    said = call("check", "--json", "--from", facts(tmp_path, BAD))
    data = json.loads(said.out)
    assert (said.code, data["site"], data["taken"], data["blind"]) == (1, "lab", 9.0, [])
    (finding,) = data["findings"]
    assert (finding["severity"], finding["code"], finding["action"], finding["target"]) == (
        "critical",
        "unit-failed",
        "restart-service",
        "ctl/nova-api",
    )


def test_what_could_not_be_seen_is_said_and_is_not_healthy(call: Call, tmp_path: Path) -> None:
    said = call("check", "--json", "--from", facts(tmp_path, error="it broke"))
    assert (said.code, json.loads(said.out)["blind"][0]["error"]) == (2, "it broke")
    assert "it broke" in said.err
    assert "not all could be seen" in said.err


@pytest.mark.parametrize("option", ["--demo", "--site=x.toml", "--cloud=lab"])
def test_saved_facts_are_not_mixed_with_a_live_cloud(call: Call, tmp_path: Path, option: str) -> None:
    said = call("check", "--from", facts(tmp_path), option)
    assert said.code == 2
    assert "leave --demo, --site and --cloud out" in said.err
