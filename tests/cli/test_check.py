"""`stackmend check` on saved facts: what it prints for whom, and its exit codes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.causes import report as report_module
from actions.causes.report import Report
from actions.facts.broker import broker_cluster
from actions.facts.hosts import units
from actions.facts.keystone import service_logins
from actions.model.entity import service
from actions.model.fact import Reading, Snapshot
from actions.model.finding import Evidence, Finding, Severity
from actions.model.plan import Plan, PlannedStep
from actions.model.site import Host, Site
from actions.run import journal
from actions.run.state import RunState, StepState
from actions.sim.cloud import SimCloud
from actions.site.site_file import load_site
from actions.site.snapshot_file import save
from tests.checks.building import build
from tests.cli.conftest import Call, Said
from tui.cli.check import left_out

WELL: dict[str, Any] = {}
FAILED: dict[str, Any] = {"hosts": {"controller": {"units": {"nova-api": "failed"}}}}


def facts(folder: Path, case: dict[str, Any]) -> str:
    """A file with the facts of a cloud that is well but for what a case says."""
    path = folder / "facts.json"
    save(replace(build(case), taken=9.0), path)
    return str(path)


def test_healthy(call: Call, tmp_path: Path) -> None:
    said = call("check", "--from", facts(tmp_path, WELL))
    assert (said.code, said.out, said.err) == (0, "", "lab: healthy\n")


def test_findings_are_lines_with_tabs_for_a_program(call: Call, tmp_path: Path) -> None:
    said = call("check", "--from", facts(tmp_path, FAILED))
    assert said.code == 1
    severity, code, subject, says, command, cause = said.out[:-1].split("\t")
    assert (severity, code) == ("CRITICAL", "unit-failed")
    assert "nova-api" in subject
    assert "nova-api" in says
    assert command == ""  # what mends a recording is to be run elsewhere
    assert cause == ""
    assert said.err.splitlines() == [
        "A recording of lab: what mends it is to be run on that site.",
        "lab: 1 finding",
    ]


def test_findings_as_json(call: Call, tmp_path: Path) -> None:
    said = call("check", "--json", "--from", facts(tmp_path, FAILED))
    data = json.loads(said.out)
    assert (said.code, data["site"], data["taken"], data["unchecked"]) == (1, "lab", 9.0, [])
    assert data["format"] == 1
    assert data["recording"] == str(tmp_path / "facts.json")
    (finding,) = data["findings"]
    names = ("severity", "code", "action", "target", "command")
    assert tuple(finding[name] for name in names) == (
        "critical",
        "unit-failed",
        "restart-service",
        "controller/nova-api",
        "",
    )


BELOW = Finding("agent-dead", Severity.WARNING, "net/l3", "No report.", entity=service("net", "l3"))
ALSO = Finding("service-down", Severity.CRITICAL, "cmp/nova-compute", "It is down.")
CAUSE = Finding(
    "broker-member", Severity.WARNING, "ctl", "The broker is down.", "restart-service", "ctl/broker",
    service("ctl", "broker"), True, 5.0, (Evidence("journal", "1\n2\n3\n4", 7.0),), (ALSO, BELOW),
)  # fmt: skip


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One cause, and two that follow from it."""
    monkeypatch.setattr(report_module, "report", lambda _: Report((CAUSE,), ()))


@pytest.mark.usefixtures("folded")
def test_what_follows_has_a_line_of_its_own_that_names_the_cause(call: Call, tmp_path: Path) -> None:
    said = call("check", "--from", facts(tmp_path, WELL))
    assert said.out.splitlines() == [
        "WARNING\tbroker-member\tctl\tThe broker is down.\t\t",
        "CRITICAL\tservice-down\tcmp/nova-compute\tIt is down.\t\tbroker-member ctl",
        "WARNING\tagent-dead\tnet/l3\tNo report.\t\tbroker-member ctl",
    ]
    assert said.err.splitlines()[-1] == "lab: 1 finding and 2 more that follow"


@pytest.mark.usefixtures("folded")
def test_what_follows_is_indented_under_its_cause_for_a_person(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.check.for_person", lambda: True)
    said = call("check", "--from", facts(tmp_path, WELL))
    assert said.out.splitlines() == [
        "W  broker-member  ctl",
        "   The broker is down.",
        "   journal:",
        "     2",
        "     3",
        "     4",
        "   because of this:",
        "      C  service-down  cmp/nova-compute",
        "         It is down.",
        "      W  agent-dead  net/l3",
        "         No report.",
        "",
    ]


@pytest.mark.usefixtures("folded")
def test_what_follows_is_nested_in_json(call: Call, tmp_path: Path) -> None:
    (cause,) = json.loads(call("check", "--json", "--from", facts(tmp_path, WELL)).out)["findings"]
    assert (cause["severity"], cause["since"], cause["down"]) == ("warning", 5.0, True)
    assert cause["entity"] == {"kind": "service", "name": "ctl/broker"}
    assert cause["evidence"] == [{"source": "journal", "text": "1\n2\n3\n4", "at": 7.0}]
    worst, below = cause["consequences"]
    assert (worst["severity"], worst["entity"], worst["command"]) == ("critical", None, "")
    assert (below["severity"], below["consequences"]) == ("warning", [])


@pytest.mark.usefixtures("folded")
def test_what_follows_fails_as_what_it_follows_from_does(call: Call, tmp_path: Path) -> None:
    said = call("check", "--fail-on", "critical", "--from", facts(tmp_path, WELL))
    assert said.code == 1


def test_one_that_follows_from_a_notice(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mild = Finding(
        "x", Severity.NOTICE, "a", "So.", consequences=(replace(ALSO, severity=Severity(1)),)
    )
    monkeypatch.setattr(report_module, "report", lambda _: Report((mild,), ()))
    said = call("check", "--from", facts(tmp_path, WELL))
    assert (said.code, said.err) == (0, "lab: healthy, with 1 notice and 1 more that follows\n")


async def test_a_run_that_goes_on_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan("bounce-service", "Restart", "ctl/x", (PlannedStep("a", "A", (), ""),) * 2)
    steps = tuple(StepState(step) for step in plan.steps)
    async with SimCloud() as cloud:
        name = load_site(cloud.site_path).name
        run = RunState("20251229-a", plan, name, steps=steps, alive=True)
        others = (replace(run, id="b", site="other"), replace(run, id="c", alive=False))
        monkeypatch.setattr(journal, "list_runs", lambda: [run, *others])
        said = await asyncio.to_thread(call, "check", "--json", "--site", str(cloud.site_path))
    running = [{"id": "20251229-a", "action": "bounce-service", "target": "ctl/x"}]
    assert json.loads(said.out)["running"] == running
    (told,) = [line for line in said.err.splitlines() if "goes on" in line]
    assert told == (
        "The run 20251229-a (bounce-service ctl/x, 0 of 2 steps) goes on: what it restarts is down "
        "meanwhile."
    )


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ((), 0, "lab: healthy, with 1 notice\n"),
        (("--fail-on", "critical"), 0, "lab: healthy, with 1 notice\n"),
        (("--fail-on", "notice"), 1, "lab: 1 finding\n"),
    ],
)
def test_a_notice_alone_is_healthy(
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    notice = Finding("x", Severity.NOTICE, "ctl", "It could be better.")
    monkeypatch.setattr(report_module, "report", lambda _: Report((notice,), ()))
    said = call("check", "--from", facts(tmp_path, WELL), *given)
    assert (said.code, said.err) == (code, says)
    assert said.out.startswith("NOTICE\tx\tctl\t")


def test_what_could_not_be_seen_is_said_and_is_not_healthy(call: Call, tmp_path: Path) -> None:
    said = call(
        "check",
        "--json",
        "--from",
        facts(tmp_path, {"errors": {"host-status": {"controller": "!it broke"}}}),
    )
    assert (said.code, json.loads(said.out)["unchecked"][0]["error"]) == (2, "it broke")
    assert "it broke" in said.err
    assert "not all could be checked" in said.err


CLOUDS = {
    "no yaml": ("clouds: [", "clouds.yaml cannot be used: it is no YAML (line 1, column 10)"),
    "shape": ("clouds: lab", "clouds.yaml has not the shape that openstacksdk reads"),
    "another cloud": ("clouds: {x: {}}", "is not in "),
    "no auth_url": ("clouds: {demo: {auth: {username: x}}}", "clouds.yaml lacks auth_url."),
}


@pytest.mark.parametrize(("clouds", "says"), CLOUDS.values(), ids=CLOUDS)
async def test_apis_that_cannot_be_asked_are_not_looked_at_and_hosts_are(
    call: Call, clouds: str, says: str
) -> None:
    said, file = await checked(call, clouds)
    data = json.loads(said.out)
    assert said.code == 2
    assert [finding["code"] for finding in data["findings"]] == ["unit-failed"]
    (blind,) = [blind for blind in data["unchecked"] if blind["unasked"]]
    assert says in blind["error"]
    assert file in blind["error"]
    assert f"{blind['error']}\n" in said.err
    assert said.err.endswith("1 finding, but not all could be checked\n")


def test_findings_beside_what_was_not_checked(call: Call, tmp_path: Path) -> None:
    case = {**FAILED, "errors": {"host-status": {"compute1": "!it broke"}}}
    said = call("check", "--from", facts(tmp_path, case))
    assert said.code == 1
    assert said.err.splitlines() == [
        "Not checked: host-status of compute1: it broke",
        "A recording of lab: what mends it is to be run on that site.",
        "lab: 1 finding, but not all could be checked",
    ]


def test_a_controller_without_a_configuration_is_not_healthy(call: Call, tmp_path: Path) -> None:
    said = call(
        "check",
        "--from",
        facts(tmp_path, {"hosts": {"controller": {"conf": {"/etc/nova/nova.conf": None}}}}),
    )
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Not checked: no nova.conf was found on controller, nor the marks of any deployment that "
        "stackmend knows\n"
        "lab: nothing found, but not all could be checked\n"
    )


def test_facts_of_almost_nothing_are_not_healthy(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    save(Snapshot(Site("lab", (Host("ctl", frozenset({"controller"})),)), 9.0), path)
    said = call("check", "--from", str(path))
    assert (said.code, said.out) == (2, "")
    assert "Not checked: conf, host-layout, host-status " in said.err
    assert " of ctl: nobody looked\n" in said.err


async def test_a_keystone_that_does_not_answer_is_a_finding(call: Call) -> None:
    auth = "auth_url: 'http://127.0.0.1:1', username: x, password: x, project_name: x"
    clouds = f"clouds: {{demo: {{auth: {{{auth}, user_domain_name: x, project_domain_name: x}}}}}}"
    said, _ = await checked(call, clouds)
    assert said.code == 1
    found = [(finding["code"], finding["subject"]) for finding in json.loads(said.out)["findings"]]
    assert ("api-errors", "identity") in found


async def test_hosts_that_no_configuration_leads_to_are_not_found_unreachable(call: Call) -> None:
    async with SimCloud() as cloud:
        config = cloud.site_path.with_name("ssh_config")
        assert str(config) == load_site(cloud.site_path).ssh_config
        config.write_text("Port abc\n" + config.read_text())
        said = await asyncio.to_thread(call, "check", "--json", "--site", str(cloud.site_path))
    data = json.loads(said.out)
    assert (said.code, data["findings"]) == (2, [])
    assert f"{config} line 1: Bad port 'abc'" in said.err


async def checked(call: Call, clouds: str) -> tuple[Said, str]:
    """A simulated cloud with a failed unit, looked at with that text as clouds.yaml; and its path."""
    async with SimCloud("failed-unit") as cloud:
        file = cloud.site_path.with_name("clouds.yaml")
        assert str(file) == load_site(cloud.site_path).clouds_file
        file.write_text(clouds)
        said = await asyncio.to_thread(call, "check", "--json", "--site", str(cloud.site_path))
    return said, str(file)


@pytest.mark.parametrize("option", ["--demo", "--site=x.toml", "--cloud=lab"])
def test_saved_facts_are_not_mixed_with_a_live_cloud(call: Call, tmp_path: Path, option: str) -> None:
    said = call("check", "--from", facts(tmp_path, WELL), option)
    assert said.code == 2
    assert "leave --demo, --site, --cloud and --region out" in said.err


def test_the_dear_questions_that_nobody_asked_are_named() -> None:
    nobody = Snapshot(Site("lab"))
    failed = {broker_cluster.PROBE.name: {"controller": Reading[Any](error="it broke")}}
    asked = replace(nobody, readings=failed)
    probes = (units.PROBE, service_logins.PROBE, broker_cluster.PROBE)
    assert left_out(probes, nobody) == ("broker-cluster", "service-logins")
    assert left_out(probes, asked) == ("service-logins",)
