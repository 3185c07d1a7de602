"""The row that a finding leads to: it is there, and it never looks well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from actions.checks._support import entities
from actions.model.entity import Entity, Kind, api, host, service
from actions.model.finding import Finding
from screens.all import PANES
from tests.checks.building import build
from tests.checks.cases import CASES
from tui.values.cell import WELL, Row, Where
from tui.values.pane import View
from tui.values.where import where
from tui.windows.drawn import made_rows, row_and_detail

BY_NAME = {pane.name: pane for pane in PANES}
FINDINGS = BY_NAME["findings"]


class Led(NamedTuple):
    """A finding and what its row says."""

    finding: Finding
    row: Row
    to: Row | None


def led(name: str) -> Iterator[Led]:
    """The findings of a case of a check."""
    case = next(case for case in CASES if str(case) == name)
    view = View.of(build(case.told))
    told = [one for cause in view.report.findings for one in (cause, *cause.consequences)]
    for finding, row in zip(told, made_rows(FINDINGS, view, BY_NAME), strict=False):
        there = BY_NAME[row.where.pane].rows(view) if row.where else ()
        to = next((one for one in there if row.where and row.where.entity in one.entities), None)
        yield Led(finding, row, to)


@pytest.mark.parametrize("code", sorted({case.code for case in CASES}))
def test_where_a_finding_leads_nothing_looks_well(code: str) -> None:
    for case in (str(case) for case in CASES if case.code == code):
        for one in led(case):
            if one.row.where is not None:
                assert one.to is not None, (case, one.row.where)
                assert one.to.cells[0].text not in WELL, (case, one.finding.message, one.to.key)


LEADS = {
    ("db-unreached/bad-one-file", "db-unreached"): ("nodes", "ctl2"),
    ("api-unreached/bad-all-hosts", "api-unreached"): ("nodes", "compute1"),
    ("host-name-differs/bad-chassis", "host-name-differs"): ("services", ""),
    ("service-down/bad-backend-host", "service-down"): (
        "services", "cinder rbd:volumes@ceph/cinder-volume",
    ),
    ("broker-alarm/bad-descriptors", "broker-alarm"): ("services", "unit controller/rabbitmq-server"),
    ("backend-down/bad-all", "backend-down"): ("services", "unit controller/haproxy"),
    ("cell0-missing/bad-no-mapping", "cell0-missing"): ("", ""),
    ("disk-full/bad-share-unnamed", "disk-full"): ("", ""),
}  # fmt: skip
"""By case and code: the pane and the row; the case of a chassis has a made-up id."""


@pytest.mark.parametrize("case", LEADS, ids=lambda case: case[0])
def test_a_finding_leads_to_its_row_or_says_that_it_has_none(case: tuple[str, str]) -> None:
    pane, key = LEADS[case]
    one = next(one for one in led(case[0]) if one.finding.code == case[1])
    assert (one.row.where.pane if one.row.where else "") == pane
    if key:
        assert one.to is not None and one.to.key == key


SHARED = Entity(Kind.DATABASE, "controller:3306")
NAMED = {
    entities.by_file(SHARED, "ctl2", "/etc/glance/glance-api.conf"): Where("nodes", host("ctl2")),
    entities.by_host(api("identity"), "compute1"): Where("nodes", host("compute1")),
    entities.behind_proxy("lb1", "nova"): Where("services", service("lb1", "haproxy")),
    Entity(Kind.CHASSIS, "most of OVN's"): Where("services", Entity(Kind.CHASSIS, "most of OVN's")),
    Entity(Kind.BROKER, "mq1:5672,mq2:5672"): Where(
        "services", service("mq1", "rabbitmq-server"), (service("mq2", "rabbitmq-server"),)
    ),
}


@pytest.mark.parametrize("entity", NAMED, ids=str)
def test_names_of_one_host_alone_lead_to_that_host(entity: Entity) -> None:
    assert where(entity) == NAMED[entity]


def test_what_was_made_of_something_shared_is_taken_apart_again() -> None:
    account = Entity(Kind.ACCOUNT, "broker controller:5672 openstack")
    assert entities.alone(entities.by_file(account, "c1", "/etc/a of b.conf")) == (account, "c1")
    assert entities.alone(entities.by_host(SHARED, "c1")) == (SHARED, "c1")
    assert entities.alone(SHARED) == (SHARED, "")


def test_two_findings_of_one_code_and_subject_are_two_rows_with_a_detail_each() -> None:
    case = next(case for case in CASES if str(case) == "queue-unheard/bad-two-brokers")
    view = View.of(build(case.told))
    rows = [r for r in made_rows(FINDINGS, view, BY_NAME) if r.key.startswith("queue-unheard")]
    assert len({row.key for row in rows}) == len(rows) >= 2
    for row in rows:
        _, told = row_and_detail(FINDINGS, view, row.key, BY_NAME)
        assert [section.title for section in told].count("What is wrong") == 1
        said = next(section for section in told if section.title == "What is wrong").rows[0][0].text
        assert row.says.endswith(said)


def test_of_two_equal_rows_each_has_its_key_and_its_detail() -> None:
    name = next(
        str(case) for case in CASES if case.code == "cell0-shared" and case.name.startswith("bad")
    )
    case = next(case for case in CASES if str(case) == name)
    view = View.of(build(case.told))
    pane = BY_NAME["services"]
    rows = made_rows(pane, view, BY_NAME)
    assert len({row.key for row in rows}) == len(rows)
    assert all(row_and_detail(pane, view, row.key, BY_NAME)[1] for row in rows)
