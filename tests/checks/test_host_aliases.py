"""One host under many names, and many hosts under one."""

from __future__ import annotations

from typing import Any

import pytest

from actions.checks._support.host_aliases import Names
from tests.checks.building import build

Hosts = dict[str, dict[str, Any]]
SHORT: Hosts = {"edge1": {}}
FULL: Hosts = {"edge1": {"hostname": "edge1.north.example.com"}}
TWO: Hosts = {"n-edge1": {"hostname": "edge1"}, "s-edge1": {"hostname": "edge1"}}
TWO_FULL: Hosts = {"edge1.north.example.com": {}, "edge1.south.example.com": {}}
NORTH, SOUTH = "edge1.north.example.com", "edge1.south.example.com"


def _names(hosts: Hosts, *listed: str) -> Names:
    roles = {name: {"roles": ["compute"], **told} for name, told in hosts.items()}
    return Names.of(build({"hosts": roles})).among(listed)


@pytest.mark.parametrize(
    ("hosts", "listed", "name", "host"),
    [
        (SHORT, (), "edge1", "edge1"),
        (SHORT, (), "EDGE1.", "edge1"),
        (SHORT, (), "edge1@lvm", "edge1"),
        (SHORT, (NORTH,), NORTH, "edge1"),
        (SHORT, (NORTH, SOUTH), NORTH, None),
        (SHORT, (NORTH, SOUTH), "edge1", "edge1"),
        (FULL, (NORTH, SOUTH), NORTH, "edge1"),
        (FULL, (NORTH, SOUTH), "Edge1.North.Example.Com.", "edge1"),
        (FULL, (NORTH, SOUTH), SOUTH, None),
        (FULL, (NORTH, SOUTH), "edge1", "edge1"),
        (TWO, (), "edge1", None),
        (TWO, (NORTH,), NORTH, None),
        (TWO, (), "n-edge1", "n-edge1"),
        (TWO_FULL, (), "edge1", None),
        (TWO_FULL, (), NORTH, NORTH),
        (TWO_FULL, (), "edge1.west.example.com", None),
        ({"a": {"addresses": ["2001:db8::1"]}}, (), "2001:DB8:0:0::1", "a"),
        ({"a": {"addresses": ["192.168.122.1", "10.1.0.1"]}}, (), "10.1.0.1", "a"),
        (
            {"a": {"addresses": ["192.168.122.1"]}, "b": {"addresses": ["192.168.122.1"]}},
            (),
            "192.168.122.1",
            None,
        ),
        ({"a": {"addresses": ["10.0.0.9"]}}, (), "10.0.0.8", None),
        ({"b": {}, "a": {"hostname": "b"}}, (), "b", "b"),
    ],
)
def test_the_host_of_a_name(hosts: Hosts, listed: tuple[str, ...], name: str, host: str | None) -> None:
    assert _names(hosts, *listed).host(name) == host


@pytest.mark.parametrize(
    ("hosts", "listed", "name", "near", "ambiguous"),
    [
        (SHORT, (), "other1", False, False),
        (SHORT, (NORTH, SOUTH), SOUTH, True, True),
        (FULL, (), SOUTH, True, False),
        (TWO, (), "edge1", True, True),
        (TWO, (), NORTH, True, True),
        (TWO_FULL, (), "edge1", True, True),
        (TWO_FULL, (), "edge1.west.example.com", True, False),
        ({}, (NORTH, SOUTH), SOUTH, True, False),
    ],
)
def test_a_name_that_may_be_a_hosts(
    hosts: Hosts, listed: tuple[str, ...], name: str, near: bool, ambiguous: bool
) -> None:
    names = _names(hosts, *listed)
    assert (names.near(name), names.ambiguous(name)) == (near, ambiguous)


def test_two_names_that_differ_beyond_the_first_dot_are_spelled_as_two() -> None:
    names = _names({}, NORTH, SOUTH)
    assert names.same(NORTH) != names.same(SOUTH)
    assert names.same(NORTH.upper()) == NORTH
