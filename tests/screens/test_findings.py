"""Causes with what follows from them: rows, details, marks in panes, and the way to each one's row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.causes.report import Report
from actions.deployments.services import DATABASE_SERVER, MESSAGE_BROKER
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova.cell_mappings import CELL0
from actions.model.command import Outline
from actions.model.entity import Entity, Kind, api, host, service
from actions.model.fact import Reading
from actions.model.finding import Evidence, Finding, Severity
from actions.model.plan import Plan, PlannedStep
from actions.run.state import RunState, Status, StepState
from screens import findings, nodes, overview, services
from screens.all import PANES
from tests.screens.cloud import NOW, SITE, snapshot
from tui.values.pane import Section, View, finding_key
from tui.values.where import about, host_and_unit, where

LINE = Evidence("journal of neutron-l3-agent on controller", "one\n\x1b[31mtwo", NOW - 60)
BELOW = Finding(
    "agent-dead", Severity.WARNING, "controller/L3 agent", "The L3 agent has not reported.",
    entity=service("controller", "neutron-l3-agent"),
)  # fmt: skip
ALSO = Finding(
    "service-down", Severity.WARNING, "compute9/nova-compute", "nova-compute is down.",
    entity=service("compute9", "nova-compute"),
)  # fmt: skip
CAUSE = Finding(
    "broker-member", Severity.CRITICAL, "controller", "The broker answers nobody.",
    "restart-service", "controller/rabbitmq-server", service("controller", MESSAGE_BROKER), True,
    NOW - 300, (LINE,), (BELOW, ALSO),
)  # fmt: skip
ALONE = Finding("disk-full", Severity.WARNING, "compute2:/", "94 % of / is in use.")


def view(*causes: Finding) -> View:
    return View(snapshot(), Report(causes or (CAUSE, ALONE), ()), NOW)


def text(sections: tuple[Section, ...]) -> list[str]:
    lines = [[" ".join(cell.text for cell in row) for row in section.rows] for section in sections]
    return [
        text
        for told, section in zip(lines, sections, strict=True)
        for text in (*told, *filter(None, [section.command]))
    ]


def part(sections: tuple[Section, ...], title: str) -> list[str]:
    return text(tuple(section for section in sections if section.title.startswith(title)))


def test_what_follows_stands_below_its_cause_and_offers_what_mends_that() -> None:
    cause, below, also, alone = findings.rows(view())
    assert [cell.text for cell in cause.cells] == [
        "C", "controller", "2 follow  The broker answers nobody.", "5 min", "restart-service",
    ]  # fmt: skip
    assert (cause.folds, cause.opens, cause.parent) == (True, True, "")
    assert [cell.text for cell in below.cells] == [
        "W", "└ controller/L3 agent", "The L3 agent has not reported.", "", "follows",
    ]  # fmt: skip
    assert {row.parent for row in (below, also)} == {cause.key}
    assert below.says == "Because of broker-member controller: The L3 agent has not reported."
    assert {row.offers for row in (below, also)} == {cause.offers} != {()}
    assert (alone.folds, alone.parent, alone.cells[4].text) == (False, "", "manual")


def test_one_consequence_follows() -> None:
    (cause, _) = findings.rows(view(replace(CAUSE, consequences=(BELOW,))))
    assert cause.cells[2].text.startswith("1 follows  ")


def test_the_detail_of_a_cause_says_since_when_how_one_can_tell_and_what_follows() -> None:
    told = findings.detail(view(), finding_key(CAUSE))
    assert "since 5 min ago, 2025-12-29 09:15:00 UTC" in text(told)
    assert f"about service controller/{MESSAGE_BROKER}" in text(told)
    assert part(told, "How one can tell") == [
        "journal of neutron-l3-agent on controller, 60 s ago, 2025-12-29 09:19:00 UTC",
        "  one",
        "  ␛[31mtwo",
    ]
    assert part(told, "What follows from it (2)") == [
        "W The L3 agent has not reported.",
        "W nova-compute is down.",
    ]
    said, command = part(told, "What to do")
    assert said == "e shows the plan; the same from a shell:"
    assert command.startswith("stackmend run restart-service")


def test_the_detail_of_a_consequence_says_the_cause_and_that_its_repair_waits() -> None:
    told = findings.detail(view(), finding_key(BELOW))
    assert part(told, "Follows from") == ["C The broker answers nobody."]
    first, _, command = part(told, "What to do")
    assert first.startswith("Mend broker-member controller first. Its own repair is not offered before")
    assert command.endswith("stackmend run restart-service controller/rabbitmq-server")


def test_a_row_of_what_follows_keeps_its_letter_says_the_cause_and_offers_its_repair() -> None:
    rows = {row.key: row for row in services.rows(view())}
    row = rows["nova compute9/nova-compute"]
    assert row.cells[0].text == "W"
    assert row.says == "Because of broker-member controller: nova-compute is down."
    assert ("mend", "restart-service") in [offer[:2] for offer in row.offers]
    assert part(services.detail(view(), row.key), "Findings") == [
        "C The broker answers nobody.",
        "W Because of this: nova-compute is down.",
    ]
    assert next(r for r in nodes.rows(view()) if r.key == "compute9").cells[0].text == "W"


NAMES = {
    Kind.ACCOUNT: ("broker controller:5672 openstack", "", ""),
    Kind.API: ("image", "services", "endpoint glance API http://controller:9292/ RegionOne"),
    Kind.BROKER: ("controller:5672", "services", "unit controller/rabbitmq-server"),
    Kind.CACHE: ("controller:11211", "services", "unit controller/memcached"),
    Kind.CELL: (CELL0, "cells", CELL0),
    Kind.CERTIFICATE: ("controller:5000", "nodes", "controller"),
    Kind.CHASSIS: ("chassis1", "services", "neutron chassis1"),
    Kind.DATABASE: ("controller:3306", "services", "unit controller/mariadb"),
    Kind.FILE_SYSTEM: ("compute2:/", "nodes", "compute2"),
    Kind.HOST: ("storage1", "nodes", "storage1"),
    Kind.INSTANCE: ("i1", "networks", "instance p1"),
    Kind.KEYS: ("controller", "nodes", "controller"),
    Kind.NETWORK: ("n2", "networks", "network n2"),
    Kind.PROVIDER: ("compute1", "nodes", "compute1"),
    Kind.ROUTER: ("r1", "networks", "router r1"),
    Kind.SCHEMA: ("controller:3306/nova", "services", "unit controller/mariadb"),
    Kind.SERVICE: ("compute1/nova-compute", "services", "nova compute1/nova-compute"),
    Kind.VIP: ("192.0.2.10", "", ""),
    Kind.VOLUME: ("v2", "volumes", "volume v2"),
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_leads_to_its_row_or_has_none(kind: Kind) -> None:
    name, pane, key = NAMES[kind]
    found = where(Entity(kind, name))
    if not pane:
        assert found is None
        return
    assert found is not None
    assert found.pane == pane
    rows = next(one.rows for one in PANES if one.name == pane)(with_ovn())
    assert next(row.key for row in rows if row.entity == found.entity) == key


def with_ovn() -> View:
    """The fixture has Linux bridges; a chassis beside them."""
    one = Agent("chassis1", "OVN Controller agent", "ovn-controller", "compute1", True, True, NOW)
    agents = Reading((*(snapshot().get(network_agents.PROBE) or ()), one), NOW)
    readings = {**snapshot().readings, network_agents.PROBE.name: {"": agents}}
    return View(replace(snapshot(), readings=readings), Report((), ()), NOW)


@pytest.mark.parametrize(
    ("entity", "on", "unit"),
    [
        (service("controller", MESSAGE_BROKER), "controller", "rabbitmq-server"),
        (service("compute1", "nova-compute"), "compute1", "nova-compute"),
        (service("storage1", "cinder-volume"), "storage1", ""),
        (service("compute9", "nova-compute"), "", ""),
        (host("compute2"), "compute2", ""),
        (api("image"), "controller", "glance-api"),
        (api("dns"), "", ""),
        (Entity(Kind.DATABASE, "controller:3306"), "controller", DATABASE_SERVER),
        (Entity(Kind.FILE_SYSTEM, "compute2:/"), "compute2", ""),
        (Entity(Kind.VOLUME, "v2"), "", ""),
        (Entity(Kind.ACCOUNT, "database controller:3306 nova"), "", ""),
    ],
    ids=str,
)
def test_a_finding_offers_the_shell_of_its_host_and_the_log_of_its_unit(
    entity: Entity, on: str, unit: str
) -> None:
    assert host_and_unit(snapshot(), entity) == (on, unit)
    (row,) = findings.rows(view(replace(ALONE, entity=entity)))
    assert (row.host, row.unit) == (on, unit)


@pytest.mark.parametrize(
    ("subject", "entity"),
    [
        ("compute2:/", host("compute2")),
        ("storage1@lvm/cinder-volume", service("storage1", "cinder-volume")),
        ("controller/nova-api", service("controller", "nova-api")),
        ("compute2:/var/lib", host("compute2")),
        ("cell0", None),
        ("http://controller:9292/", None),
    ],
)
def test_where_a_check_does_not_say_what_it_is_about_its_subject_may(
    subject: str, entity: Entity | None
) -> None:
    assert about(snapshot(), replace(ALONE, subject=subject)) == entity


RUNS = Outline("controller", "systemctl restart", items=("rabbitmq-server",))


def running(step: StepState, *, alive: bool = True, site: str = SITE.name) -> View:
    plan = Plan("restart-service", "Restart", "controller/rabbitmq-server", (step.planned,))
    run = RunState("20251229-r", plan, site, steps=(step,), alive=alive)
    return replace(view(), runs=(run,))


def step(started: float, ended: float = 0.0, line: Outline = RUNS) -> StepState:
    planned = PlannedStep("restart", "Restart it", (line,), "")
    return StepState(planned, Status.RUNNING, started=started, ended=ended)


def test_while_a_run_restarts_something_what_is_found_about_it_is_no_news() -> None:
    now = running(step(NOW - 5))
    assert set(now.restarting) == {finding_key(one) for one in (CAUSE, BELOW, ALSO)}
    cause, below, _, alone = findings.rows(now)
    assert (cause.cells[0].tone, cause.cells[0].text) == ("dim", "C")
    assert cause.cells[2].text.startswith("2 follow  restarting by run 20251229-r  The broker")
    assert below.says == "restarting by run 20251229-r: The L3 agent has not reported."
    assert (alone.cells[0].tone, alone.cells[2].text) == ("warning", ALONE.message)
    assert "now restarting by run 20251229-r" in text(findings.detail(now, finding_key(BELOW)))


def test_a_line_of_the_overview_counts_what_follows_and_not_what_is_restarted() -> None:
    def letters(shown: View) -> dict[str, str]:
        return {row.cells[1].text: row.cells[0].text for row in overview.summary(shown)}

    assert letters(view())["Compute"] == letters(view())["Network"] == "W"
    assert letters(view(replace(CAUSE, consequences=())))["Compute"] == "!"
    assert letters(running(step(NOW - 5)))["Compute"] == "!"


@pytest.mark.parametrize(
    "now",
    [
        running(step(0.0)),
        running(step(NOW - 5), site="another"),
        running(step(NOW - 5), alive=False),
        running(step(NOW - 500, NOW - 400)),
        running(step(NOW - 5, line=replace(RUNS, where="compute1"))),
        running(step(NOW - 5, line=replace(RUNS, line="systemctl status"))),
    ],
    ids=["not yet", "of another site", "over", "long ago", "elsewhere", "not restarted"],
)
def test_what_is_not_being_restarted_is_news(now: View) -> None:
    assert now.restarting == {}


def test_what_alone_is_restarted_is_explained_and_its_cause_is_not() -> None:
    line = Outline("controller", "systemctl restart neutron-l3-agent.service")
    assert set(running(step(NOW - 5, NOW - 1, line)).restarting) == {finding_key(BELOW)}
