"""The report: ranked, told once, and honest about what could not be looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.causes.report import report
from actions.facts.nova.cell_mappings import CELL0
from actions.model.fact import Reading, Snapshot
from actions.model.finding import Area, Check, Finding, Severity
from actions.model.site import Site
from tests.checks.building import build


def _check(code: str, *findings: Finding) -> Check:
    return Check(code, code, (), lambda _: findings, Area.HOSTS)


def test_findings_are_ranked_by_severity_then_code_then_subject() -> None:
    notice = Finding("a", Severity.NOTICE, "h1", "n.")
    warning = Finding("b", Severity.WARNING, "h1", "w.")
    second, first = (Finding("c", Severity.CRITICAL, host, "c.") for host in ("h2", "h1"))
    checks = (_check("a", notice), _check("b", warning), _check("c", second, first))
    assert report(build({}), checks).findings == (first, second, warning, notice)


def test_a_check_that_fails_does_not_keep_the_others_back() -> None:
    def find(snapshot: Snapshot) -> list[Finding]:
        raise ValueError("Invalid IPv6 URL")

    finding = Finding("a", Severity.NOTICE, "h1", "n.")
    seen = report(build({}), (Check("b", "b", (), find, Area.HOSTS), _check("a", finding)))
    assert seen.findings == (finding,)
    (one,) = seen.unchecked
    assert (one.check, one.probe) == ("b", "the check b")
    assert one.error.endswith("ValueError: Invalid IPv6 URL")


def test_what_two_checks_find_alike_is_told_once() -> None:
    finding = Finding("a", Severity.NOTICE, "h1", "n.")
    assert report(build({}), (_check("a", finding), _check("b", finding))).findings == (finding,)


def test_an_unreachable_host_is_one_finding_and_nothing_unchecked() -> None:
    seen = report(build({"hosts": {"compute2": {"unreachable": "no route to host"}}}))
    assert [finding.code for finding in seen.findings] == ["host-unreachable"]
    assert seen.unchecked == ()


def test_one_error_makes_one_line_for_all_checks_and_probes_that_it_hides() -> None:
    errors = {"instance-mappings": {"": "!MySQL error 2003"}, "db-logins": {"": "!MySQL error 2003"}}
    (one,) = report(build({"errors": errors})).unchecked
    assert (one.probe, one.subject) == ("db-logins and instance-mappings", "")
    assert one.error == "MySQL error 2003"
    assert one.check.startswith("cell-unreachable, cell0-refused, db-account and ")


def test_a_database_that_a_finding_speaks_of_hides_nothing_more() -> None:
    broken = {"cells": {"cell0": {"database": {"code": 1049}}}}
    errors = {"cell-instances": {CELL0: "!MySQL error 1049: Unknown database"}}
    seen = report(build({**broken, "errors": errors}))
    assert ([finding.code for finding in seen.findings], seen.unchecked) == (["cell0-absent"], ())


def test_apis_that_a_configuration_keeps_from_being_asked_are_not_found_broken() -> None:
    reading = Reading[object](error="clouds.yaml lacks auth_url.", unasked=True)
    probes = ("catalog", "compute-services", "image-read", "resource-providers")
    snapshot = build({})
    readings = {**snapshot.readings, **{name: {"": reading} for name in probes}}
    seen = report(replace(snapshot, readings=readings))
    assert seen.findings == ()
    (one,) = seen.unchecked
    assert (one.error, one.unasked) == ("clouds.yaml lacks auth_url.", True)


def test_an_earlier_fact_is_enough() -> None:
    errors = {"instance-mappings": {"": "timed out"}}
    assert report(build({"errors": errors})).unchecked == ()


def test_a_check_is_silent_where_a_probe_that_its_probes_build_on_fails() -> None:
    snapshot = build({"errors": {"conf": {"controller": "!not readable"}}})
    readings = {k: v for k, v in snapshot.readings.items() if k != "cell-mappings"}
    (one,) = report(replace(snapshot, readings=readings)).unchecked
    assert (one.probe, one.subject) == ("conf", "controller")
    assert "clock" not in one.check


@pytest.mark.parametrize(
    ("listed", "says"),
    [(False, "no host the role controller"), (True, "no list of the cloud's names a controller")],
)
def test_a_site_without_a_controller_says_that_the_cells_were_not_looked_at(
    listed: bool, says: str
) -> None:
    no_controller = {"hosts": {"controller": None}, "services": {"nova-scheduler controller": None}}
    snapshot = build({**no_controller, "listed": listed})
    seen = report(Snapshot(snapshot.site, snapshot.taken))
    (one,) = [one for one in seen.unchecked if one.answered]
    assert says in one.error


SITE = Site("lab")


def test_a_target_is_quoted_in_the_command_that_a_person_copies() -> None:
    finding = Finding("a", Severity.NOTICE, "h", "n.", "restart-service", "h;reboot/nova-api")
    assert finding.command(SITE) == "stackmend run restart-service 'h;reboot/nova-api'"
    plain = Finding("a", Severity.NOTICE, "h", "n.", "delete-stale-service", "h@lvm#1/cinder-volume")
    assert plain.command(SITE) == "stackmend run delete-stale-service 'h@lvm#1/cinder-volume'"
    whole = Finding("a", Severity.NOTICE, "h", "n.", "remap-cell0")
    assert whole.command(SITE) == "stackmend run remap-cell0"
    assert Finding("a", Severity.NOTICE, "h", "n.").command(SITE) == ""
