"""A whole cloud whose ports Open vSwitch plugs, from bare hosts: `python -m tests.lab.by_vswitch`.

It takes the name of a system, else it is Debian 12. The userspace datapath does the work, which needs
nothing of the kernel of the lab's machine. It takes as long as an installation does, so CI, which
installs with Linux bridge, leaves it out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from . import installation, test_installation
from .catalogue import machine
from .cloud import Cloud
from .plugged import (
    INSTANCE,
    agents,
    answers,
    build_and_ask,
    ports_are_plugged,
    security_groups_keep_out_and_let_in,
    tap_of_instance,
    tunnels,
)
from .system import DEBIAN_12
from .vswitch import OPEN_VSWITCH


def ask(cloud: Cloud) -> int:
    """All that OpenStack's, Open vSwitch's and ssh's own answers must be."""
    return installation.ask(
        cloud,
        agents_are_alive,
        test_installation.test_the_instance_answers_on_its_floating_ip,
        test_installation.test_the_volume_is_attached,
        test_installation.test_nothing_was_made_twice,
        ports_are_in_the_userspace_datapath,
        the_path_is_what_open_vswitch_has,
        security_groups_keep_out_and_let_in,
        test_installation.test_a_second_run_runs_no_command,
    )


def agents_are_alive(cloud: Cloud) -> None:
    """As Neutron has them: Open vSwitch's on both hosts, Linux bridge's on none."""
    assert Counter(binary for (binary,) in agents(cloud, "Binary")) == {
        "neutron-openvswitch-agent": 2,
        "neutron-dhcp-agent": 1,
        "neutron-l3-agent": 1,
        "neutron-metadata-agent": 1,
    }


def ports_are_in_the_userspace_datapath(cloud: Cloud) -> None:
    ports_are_plugged(cloud, ("br-int", "br-tun"), "vxlan")
    for host in ("compute1", "controller"):
        found = tunnels(cloud, host, "vxlan")
        assert f'local_ip="{machine(host).overlay}"' in found, found


def the_path_is_what_open_vswitch_has(cloud: Cloud) -> None:
    """`stackmend path`: whole, by the bridge and the tunnel that Open vSwitch itself tells of."""
    asked = cloud.stackmend("path", INSTANCE, "--json")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    hops = {hop["what"]: hop for path in json.loads(asked.stdout)["paths"] for hop in path["hops"]}
    assert {hop["state"] for hop in hops.values()} == {"ok"}, hops
    assert hops["bridge"]["name"] == f"{tap_of_instance(cloud)} on br-int"
    ends = [machine(host).overlay for host in ("compute1", "controller")]
    assert hops["tunnel"]["where"] == " → ".join(ends)
    assert answers(hops["floating IP"]["name"], 22) == "open"


if __name__ == "__main__":
    wrong = build_and_ask(ask, mechanism=OPEN_VSWITCH, of=(*sys.argv[1:], DEBIAN_12.name)[0])
    sys.exit(min(wrong, 1))
