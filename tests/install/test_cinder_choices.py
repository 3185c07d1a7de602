"""[install.cinder]: what it may hold, its defaults, and one sentence for everything else."""

from __future__ import annotations

from typing import Any

import pytest

from actions.facts.cinder import volume_device, volume_share
from actions.facts.cinder.volume_share import Share
from actions.install.cinder.choices import hosts_of, read
from actions.install.settings import SettingsError
from actions.model.fact import Snapshot
from actions.model.site import Site
from tests.install.building import SITE, STORAGE, with_hosts, with_settings

STORED = with_hosts(SITE, STORAGE)
PARTS = ("cinder", "volume", "nfs-client", "nfs-server", "lvm", "iscsi")


def _site(**cinder: Any) -> Site:
    return with_settings(STORED, {"cinder": cinder})


def test_the_guides_backend_on_a_folder_of_the_first_storage_host() -> None:
    chosen = read(STORED)
    assert (chosen.backend, str(chosen.share)) == ("nfs", "block1:/export/cinder")
    assert chosen.volume_group == "cinder-volumes"


@pytest.mark.parametrize(
    ("cinder", "placed"),
    [
        ({}, ["controller", "block1", "compute1 block1", "block1", "", ""]),
        (
            {"share": "10.20.0.11:/srv/v"},
            ["controller", "block1", "compute1 block1", "controller", "", ""],
        ),
        ({"share": "filer:/v"}, ["controller", "block1", "compute1 block1", "", "", ""]),
        ({"backend": "lvm"}, ["controller", "block1", "", "", "block1", "compute1"]),
    ],
)
def test_parts_go_where_the_backend_needs_them(cinder: dict[str, Any], placed: list[str]) -> None:
    found = [" ".join(host.name for host in hosts_of(_site(**cinder), part)) for part in PARTS]
    assert found == placed


def test_without_storage_hosts_no_host_gets_a_part() -> None:
    assert read(SITE).share is None
    assert [hosts_of(SITE, part) for part in PARTS] == [()] * len(PARTS)
    assert volume_share.PROBE.ask(Snapshot(SITE)) == volume_device.PROBE.ask(Snapshot(SITE)) == {}


@pytest.mark.parametrize(
    ("cinder", "told"),
    [
        ({"backend": "ceph"}, "backend is 'ceph', and may be nfs or lvm"),
        ({"shares": "a:/b"}, "has no key 'shares'; it has backend, device, share, volume_group"),
        ({"share": 7}, "share must be a text, and is 7"),
        ({"share": "filer"}, "share is 'filer', and must be SERVER:/FOLDER"),
        ({"share": "filer:/a b"}, "share is 'filer:/a b'"),
        ({"share": "filer:/a;reboot"}, "share is 'filer:/a;reboot'"),
        ({"share": "filer:/"}, "share is 'filer:/'"),
        ({"device": "sdb"}, "device is 'sdb', and must be a path below /dev/"),
        ({"device": "/dev/sdb; reboot"}, "device is '/dev/sdb; reboot'"),
        ({"volume_group": "-y"}, "volume_group is '-y', which is no name for LVM"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_asked_of_a_shell(cinder: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(_site(**cinder))
    assert told in str(caught.value)
    questions = [p.ask(Snapshot(_site(**cinder))) for p in (volume_share.PROBE, volume_device.PROBE)]
    assert "reboot" not in repr(questions)


def test_another_machines_share_is_not_looked_at() -> None:
    assert volume_share.share(_site(share="filer.example:/v")) == Share("filer.example", "/v")
    assert volume_share.PROBE.ask(Snapshot(_site(share="filer.example:/v"))) == {}
