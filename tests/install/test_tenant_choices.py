"""[install.tenant]: what it may hold, its defaults, and one sentence for everything else."""

from __future__ import annotations

from typing import Any

import pytest

from actions.install.settings import SettingsError
from actions.install.tenant.chapter import CHAPTER
from actions.install.tenant.choices import Choices, read
from actions.install.tenant.things import NOT_WANTED
from actions.model.fact import Snapshot
from actions.model.plan import Situation
from actions.model.site import Site


def choices(**given: Any) -> Choices:
    chosen = read(Site("lab", settings={"tenant": given}))
    assert chosen is not None
    return chosen


def test_without_the_table_no_tenant_is_asked_for() -> None:
    situation = Situation(Snapshot(Site("lab")))
    decisions = [step.plan(situation) for step in CHAPTER.steps]
    assert {(d.commands, d.blocked, d.why) for d in decisions} == {((), False, NOT_WANTED)}


def test_defaults_are_the_guide_s_names_in_a_range_for_documentation() -> None:
    chosen = choices()
    assert (chosen.gateway, chosen.pool) == ("203.0.113.1", ("203.0.113.8", "203.0.113.40"))
    assert (chosen.own_gateway, chosen.flavor, chosen.user) == ("172.16.1.1", "m1.tiny", "cirros")


@pytest.mark.parametrize(
    ("given", "disk_format"),
    [
        ({"image": "/a/cirros.img"}, "qcow2"),
        ({"image": "/a/disk.raw"}, "raw"),
        ({"image": "/a/disk.raw", "image_format": "vmdk"}, "vmdk"),
    ],
)
def test_the_format_is_told_by_the_file_s_name(given: dict[str, str], disk_format: str) -> None:
    assert choices(**given).disk_format == disk_format


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("cirros", "tenant must be a table"),
        ({"imag": "/x"}, "has no key 'imag'; it has image, kernel"),
        ({"image": "cirros.img"}, "image is 'cirros.img', and must be a path from /"),
        ({"ram": "512"}, "ram must be a number from 1 on, and is '512'"),
        ({"ram": 0}, "ram must be a number from 1 on, and is 0"),
        ({"disk": True}, "disk must be a number from 1 on, and is True"),
        ({"dns": 8}, "dns must be a text, and is 8"),
        ({"dns": "dns.example"}, "dns is 'dns.example', and must be an IPv4 address"),
        ({"cidr": "172.16.1.1"}, "cidr is '172.16.1.1', and must be an IPv4 network"),
        ({"cidr": "172.16.1.1/24"}, "and must be an IPv4 network"),
        ({"network": "a b"}, "network is 'a b', and must be letters, digits, dots and dashes"),
        ({"image_format": "docker"}, "image_format is 'docker', and must be one of qcow2, raw"),
        ({"provider_pool": "203.0.113.8"}, "must be two IPv4 addresses"),
        ({"provider_pool": "198.51.100.8-198.51.100.9"}, "198.51.100.8 is not in provider_cidr"),
        ({"provider_pool": "203.0.113.9-203.0.113.8"}, "must go upwards"),
        ({"provider_gateway": "203.0.113.9"}, "and not hold the gateway 203.0.113.9"),
        ({"provider_cidr": "203.0.113.0/28"}, "is too small for the guide's pool"),
        ({"cidr": "203.0.113.0/25"}, "cidr 203.0.113.0/25 overlaps provider_cidr 203.0.113.0/24"),
        ({"image": "/a", "kernel": "/k"}, "kernel and ramdisk go together"),
        ({"kernel": "/k", "ramdisk": "/r"}, "and with an image"),
    ],
)
def test_what_it_cannot_be_is_said_in_one_sentence(given: Any, says: str) -> None:
    site = Site("lab", settings={"tenant": given})
    with pytest.raises(SettingsError, match=r"^\[install") as error:
        read(site)
    assert says in str(error.value)
    decision = CHAPTER.steps[0].plan(Situation(Snapshot(site)))
    assert (decision.blocked, decision.why) == (True, str(error.value))
