"""Hosts by a cloud's own lists: tests/cases/listed_hosts, an answer of each API and the hosts in it.

`hosts` has all names that may lead to a host, whole ones first, and its roles, in their order.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from actions.facts.cinder import volume_services
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services, hypervisors
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.site import Site
from actions.site.listed_hosts import Row, machines, rows

CASES = sorted((Path(__file__).parent.parent / "cases" / "listed_hosts").glob("*.json"))
READ: dict[str, Probe[Any]] = {
    "nova": compute_services.PROBE,
    "neutron": network_agents.PROBE,
    "cinder": volume_services.PROBE,
    "hypervisors": hypervisors.PROBE,
}


def seen(case: dict[str, Any]) -> Snapshot:
    readings: dict[str, dict[str, Reading[Any]]] = {}
    for key, probe in READ.items():
        if key in case:
            readings[probe.name] = {"": Reading(probe.read(case[key]), 1.0)}
    return Snapshot(Site("lab"), 1.0, readings)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = json.loads(path.read_text())
    assert case.keys() <= {"about", "hosts", *READ}
    found = [[" ".join(one.names), sorted(one.roles)] for one in machines(rows(seen(case)))]
    assert found == [[names, sorted(roles)] for names, roles in case["hosts"]]


def test_hosts_of_the_last_time_are_the_same_machines() -> None:
    """Where nova's list does not answer, what it named then is put beside what neutron names now."""
    now = [Row("ctl1", "network", True), Row("cmp2", "", True)]
    then = [Row("ctl1.example", "controller", False), Row("cmp1.example", "compute", False)]
    found = machines([*now, *then])
    assert [(one.names[0], sorted(one.roles)) for one in found] == [
        ("ctl1.example", ["controller", "network"]),
        ("cmp1.example", ["compute"]),
        ("cmp2", []),
    ]
