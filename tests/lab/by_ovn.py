"""A whole cloud whose networks are OVN's, from bare hosts: `python -m tests.lab.by_ovn [SYSTEM]`.

SYSTEM is debian-13, or debian-12-ovn. The installation is cut twice on its way and resumed. It takes as
long as another one does, so CI, which installs on Debian 12 with Linux bridge, leaves it out. With
`here` in the place of a system the cloud that stands is asked, as `python -m tests.lab up` or `restore`
left it.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import installation, lab, test_installation
from .cloud import Cloud
from .cuts import CUTS
from .plugged import (
    INSTANCE,
    agents,
    awake,
    build_and_ask,
    port_of_instance,
    ports_are_plugged,
    security_groups_keep_out_and_let_in,
)
from .system import DEBIAN_13
from .vswitch import OVN

CUT_BY = ("a killed runner", "a rebooted host")


def ask(cloud: Cloud) -> int:
    """All that OpenStack's, OVN's, Open vSwitch's and ssh's own answers must be."""
    return installation.ask(
        cloud,
        agents_are_alive,
        test_installation.test_the_instance_answers_on_its_floating_ip,
        test_installation.test_the_volume_is_attached,
        test_installation.test_nothing_was_made_twice,
        networks_are_ovns,
        ports_are_in_the_userspace_datapath,
        the_path_is_whole,
        security_groups_keep_out_and_let_in,
        test_installation.test_a_second_run_runs_no_command,
        nothing_is_found,
    )


def agents_are_alive(cloud: Cloud) -> None:
    """As Neutron has them: OVN's on both hosts, and none for DHCP, for routers, for ports."""
    assert Counter(agents(cloud, "Agent Type", "Host")) == {
        ("OVN Controller Gateway agent", "controller"): 1,
        ("OVN Controller agent", "compute1"): 1,
        ("OVN Metadata agent", "compute1"): 1,
    }


def networks_are_ovns(cloud: Cloud) -> None:
    """In OVN's own databases: the instance's port is on its host, the router's gateway on the other."""
    port = port_of_instance(cloud)
    assert _ovn(cloud, f"ovn-nbctl get logical_switch_port {port['id']} up") == "true"
    chassis = _ovn(
        cloud, f"ovn-sbctl --bare --columns=chassis find port_binding logical_port={port['id']}"
    )
    assert _ovn(cloud, f"ovn-sbctl get chassis {chassis} hostname") == "compute1"
    gateway = "ovn-sbctl --bare --columns=chassis find port_binding type=chassisredirect"
    assert _ovn(cloud, f"ovn-sbctl get chassis {_ovn(cloud, gateway)} hostname") == "controller"
    assert _ovn(cloud, "ovn-nbctl --bare --columns=type find nat type=dnat_and_snat") == "dnat_and_snat"


def ports_are_in_the_userspace_datapath(cloud: Cloud) -> None:
    ports_are_plugged(cloud, ("br-int",), "geneve")


def the_path_is_whole(cloud: Cloud) -> None:
    """`stackmend path`, which reads OVN's own databases."""
    asked = cloud.stackmend("path", INSTANCE, "--json")
    assert asked.returncode == 0, asked.stdout + asked.stderr


def nothing_is_found(cloud: Cloud) -> None:
    """`stackmend check` has no finding of a cloud that works."""
    assert cloud.findings() == {}


def _ovn(cloud: Cloud, line: str) -> str:
    done = cloud.on("controller", line.replace("ctl ", "ctl --timeout=10 ", 1))
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().strip('"')


if __name__ == "__main__":
    name = (*sys.argv[1:], DEBIAN_13.name)[0]
    if name == "here":
        here = Cloud(Path(tempfile.mkdtemp(prefix="operator-")))
        awake(here)
        wrong = ask(here)
    else:
        wrong = build_and_ask(ask, [cut for cut in CUTS if cut.name in CUT_BY], mechanism=OVN, of=name)
        lab.take(f"ovn-on-{name.removesuffix('-ovn')}")
    sys.exit(min(wrong, 1))
