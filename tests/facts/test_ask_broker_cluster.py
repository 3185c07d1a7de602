"""RabbitMQ's own tool, which is dear, is run where something says that RabbitMQ may be why."""

from __future__ import annotations

from typing import Any

import pytest

from actions.facts.broker.broker_cluster import PROBE
from actions.model.query import ShellQuery
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
MEMBERS = "rabbit://openstack:RABBIT_PASS@controller:5672,openstack:RABBIT_PASS@mq2:5672/"
OVN = {f"ovn-controller {h}": {"alive": False, "type": "OVN Controller agent"} for h in ("a", "b")}

AWAY = "cannot connect to {} port 5672: no answer"
SPEAKERS = ("controller", "compute1", "compute2")
FILE = {"conf": {"/etc/nova/nova.conf": {"[DEFAULT] transport_url": MEMBERS}}}
BOTH = {"hosts": dict.fromkeys(SPEAKERS, FILE)}
CUT_OFF = {f"{host} openstack@mq2": AWAY.format("mq2") for host in SPEAKERS}


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
        ({"brokers": {"": AWAY.format("controller")}}, True),
        (BOTH | {"brokers": CUT_OFF}, False),  # the logins tell of that member
        (BOTH | {"services": TWO, "brokers": CUT_OFF}, False),
        (BOTH | {"brokers": {"": AWAY.format("any")}}, True),
    ],
)
def test_for_a_reason(case: dict[str, Any], asked: bool) -> None:
    assert PROBE.reason is not None
    assert PROBE.reason(build(case)) is asked


def _broker(url: str = "") -> dict[str, Any]:
    files = {"/etc/nova/nova.conf": {"[DEFAULT] transport_url": url}} if url else {}
    return {"roles": ["messaging"], "units": {"rabbitmq-server": {}}, "conf": files}


_SPOKEN = {
    "compute2": {"conf": {"/etc/nova/nova.conf": {"[DEFAULT] transport_url": "rabbit://mq2,mq3"}}}
}
_BY_ADDRESS = "rabbit://openstack:RABBIT_PASS@10.0.0.12:5672/"
_SHARED = {"[DEFAULT] transport_url": "rabbit://openstack:RABBIT_PASS@10.0.0.9:5672/"}


@pytest.mark.parametrize(
    ("hosts", "asked"),
    [
        ({}, {"controller"}),
        ({"mq2": _broker(), "mq3": _broker()} | _SPOKEN, {"controller", "mq2"}),  # two brokers
        (dict.fromkeys(SPEAKERS, FILE) | {"mq2": _broker()}, {"controller"}),  # one of two members
        ({"mq2": _broker(_BY_ADDRESS)}, {"controller", "mq2"}),
        (
            {host: {"conf": {"/etc/nova/nova.conf": _SHARED}} for host in SPEAKERS}
            | {"mq2": _broker(_SHARED["[DEFAULT] transport_url"])},
            {"controller"},  # both behind a shared address
        ),
    ],
)
def test_queues_of_one_member_of_each_broker(hosts: dict[str, Any], asked: set[str]) -> None:
    cells = {"cell1": {"transport": _SHARED["[DEFAULT] transport_url"]}} if "mq2" in hosts else {}
    told = PROBE.ask(build({"hosts": hosts, "cells": cells if "10.0.0.9" in str(hosts) else {}}))
    lines = {host: query.line for host, query in told.items() if isinstance(query, ShellQuery)}
    assert {host for host, line in lines.items() if "list_queues" in line} == asked
