"""What is asked of placement, and of nova about its consumers: no more than there is reason for."""

from __future__ import annotations

from typing import Any

from actions.facts.nova import compute_host, instances, older_instances
from actions.facts.nova.cell_mappings import CELL0
from actions.facts.nova.instances import Instance
from actions.facts.placement import (
    provider_allocations,
    provider_inventories,
    stale_allocations,
    unknown_consumers,
)
from actions.model.fact import Reading, Snapshot
from actions.model.query import ApiQuery, ShellQuery, SqlQuery
from tests.checks.building import build
from tests.checks.healthy import CELL1

THERE = "11111111-0000-0000-0000-000000000001"
"""The healthy cloud's one instance."""
GONE = "0f5c9a72-4d1e-4c8b-8f57-5f1a7f3b2d10"
PROVIDERS = [{"id": "0000-compute1", "name": "compute1"}, {"id": "old", "name": "compute2"}]


def _cloud(**facts: Any) -> Snapshot:
    return build({"facts": {"resource-providers": {"": PROVIDERS}, **facts}})


def _hypervisors(number: int) -> dict[str, Any]:
    rows = [
        {"name": f"compute{n}", "host": f"compute{n}", "type": "QEMU", "uuid": f"0000-compute{n}"}
        for n in range(1, number + 1)
    ]
    return {"hypervisors": {"": rows}}


def test_allocations_are_asked_of_providers_that_stand_in_a_nodes_way() -> None:
    (subject, question), *more = stale_allocations.PROBE.ask(_cloud()).items()
    assert (subject, more) == ("old", [])
    assert isinstance(question, ApiQuery)
    assert question.path == "/resource_providers/old/allocations"


def test_each_hypervisors_provider_is_asked_and_where_there_are_many_only_for_a_reason() -> None:
    few, many = _cloud(**_hypervisors(2)), _cloud(**_hypervisors(provider_inventories.FEW + 1))
    for probe in (provider_inventories.PROBE, provider_allocations.PROBE):
        assert list(probe.ask(few)) == ["0000-compute1"]
        assert probe.reason is not None
        assert (probe.reason(few), probe.reason(many)) == (True, False)


def test_novas_databases_are_asked_only_about_consumers_that_no_cell_has() -> None:
    well = _cloud(**{"provider-allocations": {"0000-compute1": [THERE, "x'; DROP TABLE t; --"]}})
    assert unknown_consumers.PROBE.ask(well) == {}
    lost = _cloud(**{"provider-allocations": {"0000-compute1": [THERE, GONE]}})
    questions = unknown_consumers.PROBE.ask(lost)
    assert sorted(questions) == sorted(["", CELL0, CELL1])
    for question in questions.values():
        assert isinstance(question, SqlQuery)
        assert all(GONE in statement for statement in question.statements)
        assert not any(THERE in statement for statement in question.statements)


def test_older_instances_are_asked_for_only_where_the_newest_are_not_all() -> None:
    def known(count: int) -> Snapshot:
        found = tuple(Instance(str(n), "", "ACTIVE", "") for n in range(count))
        whole = build({})
        return Snapshot(whole.site, 1.0, {instances.PROBE.name: {"": Reading(found, 1.0)}})

    assert older_instances.PROBE.ask(known(instances.LIMIT - 1)) == {}
    assert sorted(older_instances.PROBE.ask(known(instances.LIMIT))) == list(older_instances.STATES)


def test_a_compute_host_is_asked_one_line() -> None:
    questions = compute_host.PROBE.ask(build({}))
    assert sorted(questions) == ["compute1", "compute2"]
    assert all(isinstance(question, ShellQuery) for question in questions.values())
