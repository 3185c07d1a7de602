"""What panes say of what is wrong elsewhere, of what nobody answers, and of what is not known yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import tui
from actions.causes.report import Report
from actions.checks.all import CHECKS
from actions.facts.cinder import volume_services
from actions.facts.hosts import host_status, units
from actions.facts.keystone import endpoint_health
from actions.facts.nova.compute_services import Service
from actions.model.fact import Reading
from actions.model.finding import Finding, Severity
from actions.model.query import UrlResult
from actions.run.state import Status
from screens import cells, nodes, overview, runs, services, volumes
from tests.screens.cloud import NOW, UNITS, snapshot
from tests.tui.fake import run_state
from tui.values import ages
from tui.values.cell import Row
from tui.values.pane import View

FAILED = Finding(
    "unit-failed", Severity.WARNING, "storage1/cinder-volume", "It failed.", "restart-service",
    "storage1/cinder-volume",
)  # fmt: skip
LOST = Finding("host-unreachable", Severity.CRITICAL, "storage1", "storage1 cannot be reached.")
DOWN = Service("cinder-volume", "storage1@lvm", "down", "enabled", "", NOW - 900)


def view(*findings: Finding, **readings: dict[str, Reading[Any]]) -> View:
    """The fixed snapshot with other readings, by probes with _ for -, and with these findings alone."""
    other = {name.replace("_", "-"): found for name, found in readings.items()}
    return View(
        replace(snapshot(), readings={**snapshot().readings, **other}), Report(findings, ()), NOW
    )


def row(rows: Iterable[Row], key: str) -> Row:
    """The row with that key."""
    return next(row for row in rows if row.key == key)


def letters(shown: View) -> dict[str, str]:
    """The letter before each subsystem of the overview."""
    return {row.cells[1].text: row.cells[0].text for row in overview.summary(shown)}


def test_what_is_not_answered_any_more_is_not_called_well() -> None:
    old = replace(snapshot().reading(volume_services.PROBE), error="no answer within 10 s")
    assert letters(view())["Volume"] == "✓"
    shown = view(volume_services={"": old})
    assert letters(shown)["Volume"] == "?"
    assert letters(view(FAILED, volume_services={"": old}))["Volume"] == "W"
    nothing = Reading[Any](error="no answer", tried=NOW)
    assert letters(view(volume_services={"": nothing}))["Volume"] == "?"


def test_a_failed_unit_is_its_hosts_and_its_projects() -> None:
    found = letters(view(FAILED))
    assert (found["Volume"], found["Hosts"], found["Compute"]) == ("W", "W", "!")


def test_a_host_that_no_configuration_leads_to_is_not_called_silent() -> None:
    unasked = Reading[Any](error="it cannot be used", tried=NOW, unasked=True)
    shown = view(host_status={"controller": unasked})
    assert row(nodes.rows(shown), "controller").cells[3].text == "not asked"
    shown = view(host_status={"controller": replace(unasked, unasked=False)})
    assert row(nodes.rows(shown), "controller").cells[3].text == "silent"


def test_what_was_not_asked_yet_is_not_said_to_be_none() -> None:
    shown = view(endpoint_health={})
    assert row(overview.summary(shown), "services APIs").cells[2].text == "…"
    shown = view(endpoint_health={}, endpoints={})
    assert row(overview.summary(shown), "services APIs").cells[2].text == "…"


def test_a_backend_shows_what_was_found_about_its_unit_and_offers_what_mends_it() -> None:
    gone: dict[str, Any] = {"": Reading((), NOW)}
    shown = view(FAILED, volume_pools=gone, volume_services={"": Reading((DOWN,), NOW)})
    backend = row(volumes.rows(shown), "backend storage1@lvm")
    assert (backend.cells[0].text, backend.says) == ("W", "It failed.")
    assert [offer.target for offer in backend.offers] == ["storage1/cinder-volume"]
    titles = [section.title for section in volumes.detail(shown, backend.key)]
    assert titles == ["Backend", "Findings", "What is in it"]


def test_what_is_down_on_a_lost_host_is_as_bad_as_that() -> None:
    shown = view(LOST, volume_services={"": Reading((DOWN,), NOW)})
    service = row(services.rows(shown), "cinder storage1@lvm/cinder-volume")
    assert (service.cells[0].text, service.says) == ("C", LOST.message)
    up = row(services.rows(view(LOST)), "cinder storage1@lvm/cinder-volume")
    assert (up.cells[0].text, up.says) == ("·", "")


def test_an_unmapped_host_alarms_only_where_a_check_does() -> None:
    unmapped = Finding("host-unmapped", Severity.CRITICAL, "compute3", "It is in no cell.")

    def tones(shown: View) -> list[str]:
        return [tone for _, _, tone in cells.rows(shown)[1].cells[4].marks]

    assert tones(view(unmapped)) == ["critical"]
    assert tones(view()) == ["dim"]


def test_a_node_offers_what_mends_it() -> None:
    assert row(nodes.rows(view(FAILED)), "storage1").offers[0].action == "restart-service"
    assert row(nodes.rows(view(LOST)), "storage1").offers == ()


def test_how_old_the_last_answer_is_comes_before_the_error() -> None:
    lost = Reading(UNITS["compute1"], NOW - 90, "compute1: " + "no answer " * 20, NOW)
    told = ages.trouble(view(units={"compute1": lost, "compute2": lost}), (units.PROBE,))
    assert told.startswith("2 probes failed. Last seen 90 s ago. compute1: no answer")


def test_where_nothing_answers_the_network_here_is_asked_for_once() -> None:
    lost: dict[str, Reading[Any]] = {"a": Reading(None, 0.0, "timed out", NOW)}
    needs = (units.PROBE, endpoint_health.PROBE, host_status.PROBE)

    def answered(status: int) -> View:
        health: dict[str, Reading[Any]] = {"http://a:1/": Reading(UrlResult(status, took=0.001), NOW)}
        return view(units=lost, host_status=lost, endpoint_health=health)

    told = ages.trouble(answered(0), needs)
    assert told.startswith("Nothing answers: is it this machine's network? 2 probes failed.")
    assert ages.trouble(answered(503), needs).startswith("2 probes failed.")
    assert row(overview.summary(answered(0)), "services APIs").cells[2].text == "0 of 1 answer"


def test_a_recording_does_not_say_that_nothing_was_run() -> None:
    assert runs.PANE.empty(view()).startswith("Nothing was run yet.")
    assert "recording" in runs.PANE.empty(replace(view(), recorded=True))


def test_a_run_that_failed_says_why_below_the_table() -> None:
    failed = replace(view(), runs=(run_state(Status.FAILED),))
    assert runs.rows(failed)[0].says == "exit 1"


def test_only_the_list_looks_at_runs_of_other_sites() -> None:
    """Whatever else asks the view for runs means this site's: `own_runs`."""
    root = Path(tui.__file__).parent.parent
    asking = re.compile(r"\bview\.runs\b")
    files = [path for room in ("tui", "screens") for path in (root / room).rglob("*.py")]
    found = {path.name for path in files if asking.search(path.read_text(encoding="utf-8"))}
    assert found == {"runs.py", "rowkeys.py"}


def looking(*findings: Finding, **readings: dict[str, Reading[Any]]) -> View:
    """The same while the first look goes on."""
    shown = view(*findings, **readings)
    looked = {probe.name: {"": Reading((), NOW)} for check in CHECKS for probe in check.needs}
    facts = replace(shown.snapshot, readings={**looked, **shown.snapshot.readings})
    return replace(shown, snapshot=facts, whole=False)


def test_nothing_is_called_well_before_its_checks_have_run() -> None:
    assert letters(looking(units={}))["Volume"] == "…"
    assert letters(looking())["Volume"] == "✓"
    assert letters(view(units={}))["Volume"] == "✓"
    assert letters(looking(FAILED, units={}))["Volume"] == "W"


def test_no_tick_stands_beside_a_number_that_alarms() -> None:
    down = replace(DOWN, binary="cinder-scheduler", host="controller")
    for shown in (view(volume_services={"": Reading((down,), NOW)}), view()):
        for line in overview.summary(shown):
            tones = {tone for _, _, tone in line.cells[2].marks}
            assert not (line.cells[0].text == "✓" and tones & {"critical", "warning"}), line.key
    assert letters(view(volume_services={"": Reading((down,), NOW)}))["Volume"] == "!"


def test_a_service_that_two_cells_list_is_counted_once_and_said_to_be_listed_twice() -> None:
    up = replace(DOWN, state="up")
    other = replace(up, host="storage2@lvm", status="disabled")
    shown = view(volume_services={"": Reading((up, up, other, replace(other)), NOW)})
    line = row(overview.summary(shown), "services Volume")
    assert line.cells[2].text == "2 up  1 disabled  2 listed twice"
    assert line.cells[0].text == "!"
