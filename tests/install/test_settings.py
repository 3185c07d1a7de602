"""[install] of the site file: its defaults, and what a mistake in it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.install.settings import SettingsError, read
from actions.model.site import Host
from tests.install.building import SITE, with_settings


def test_defaults_come_from_the_hosts() -> None:
    chosen = read(replace(SITE, settings={}))
    assert chosen.controller == chosen.database == chosen.messaging == "controller"
    assert chosen.auth_url == "http://controller:5000/"
    assert (chosen.region, chosen.virt_type, chosen.api_processes) == ("RegionOne", "auto", 0)
    assert chosen.address("compute1") == "10.20.0.31"


def test_a_name_for_all_services_leads_to_the_controller() -> None:
    chosen = read(with_settings(SITE, {"controller": "api.example"}))
    assert chosen.auth_url == "http://api.example:5000/"
    assert chosen.address("api.example") == "10.20.0.11"
    own = read(with_settings(SITE, {"controller": "api", "addresses": {"api": "10.0.0.9"}}))
    assert own.address("api") == "10.0.0.9"


def test_a_host_that_ssh_reaches_by_name_needs_its_address() -> None:
    site = replace(SITE, hosts=(*SITE.hosts, Host("compute2", frozenset({"compute"}), "c2.example")))
    with pytest.raises(SettingsError, match=r"compute2 is not known.*\[install.addresses\]"):
        read(site).address("compute2")
    chosen = read(with_settings(site, {"addresses": {"compute2": "10.20.0.32"}}))
    assert chosen.address("compute2") == "10.20.0.32"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"regoin": "RegionOne"}, "has no key 'regoin'; it has addresses, api_processes"),
        ({"region": 1}, "region must be a text, and is 1"),
        ({"api_processes": "2"}, "api_processes must be a number, and is '2'"),
        ({"api_processes": True}, "api_processes must be a number, and is True"),
        ({"api_processes": -1}, "api_processes is -1, and cannot be less than 0"),
        ({"virt_type": "xen"}, "virt_type is 'xen', and may be auto, kvm, qemu"),
        ({"addresses": {"controller": "fd00::1"}}, "controller = 'fd00::1' is no IPv4 address"),
        ({"addresses": {"controller": 7}}, "controller = 7 is no IPv4 address"),
        ({"controller": "two words"}, "controller is 'two words', and must be a host's name"),
        ({"region": "a b"}, "region is 'a b'"),
        ({"glance_store": "images"}, "glance_store is 'images', and must be a path from /"),
    ],
)
def test_a_mistake_is_named(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(with_settings(SITE, settings))
    assert told in str(caught.value)
