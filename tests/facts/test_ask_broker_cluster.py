"""RabbitMQ's own tool, which is dear, is run where something says that RabbitMQ may be why."""

from __future__ import annotations

from typing import Any

import pytest

from actions.facts.broker.broker_cluster import PROBE
from tests.checks.building import build

DOWN = {"nova-compute compute1": {"state": "down"}}
TWO = DOWN | {"nova-compute compute2": {"state": "down"}}
STOPPED = {name: {"units": {"nova-compute": "inactive"}} for name in ("compute1", "compute2")}
STARTED = {"compute1": {"units": {"nova-compute": {"age": 20}}}}
UNSEEN = {"units": dict.fromkeys(STOPPED, "no answer over SSH within 8 s")}
CONDUCTED = DOWN | {"nova-conductor controller": {"state": "down"}}
CONDUCTOR = {"units": {"nova-conductor": "inactive"}}
FALLEN = {"units": {"nova-conductor": "failed"}}
DHCP = {f"neutron-dhcp-agent {h}": {"alive": False, "type": "DHCP agent"} for h in ("a", "b")}
OVN = {f"ovn-controller {h}": {"alive": False, "type": "OVN Controller agent"} for h in ("a", "b")}


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        ({}, False),
        ({"services": DOWN}, True),  # it runs
        ({"services": DOWN, "hosts": STOPPED}, False),
        ({"services": DOWN, "hosts": STARTED}, False),
        ({"services": TWO}, True),
        ({"services": TWO, "hosts": STOPPED}, False),  # somebody stopped them
        ({"services": TWO, "errors": UNSEEN}, False),  # their hosts answer nobody
        ({"services": CONDUCTED, "hosts": {"controller": CONDUCTOR}}, False),
        ({"services": CONDUCTED, "hosts": {"controller": FALLEN}}, True),
        ({"agents": DHCP}, True),
        ({"agents": OVN}, False),  # it speaks with OVN's databases alone
        ({"services": DOWN, "brokers": {"": 403}}, False),
        ({"services": DOWN, "brokers": {"": "it says nothing within 4 s"}}, False),
        ({"brokers": {"": "compute1 cannot connect to controller port 5672: no answer"}}, True),
    ],
)
def test_for_a_reason(case: dict[str, Any], asked: bool) -> None:
    assert PROBE.reason is not None
    assert PROBE.reason(build(case)) is asked
