"""A whole cloud whose ports Open vSwitch plugs, from bare hosts: `python -m tests.lab.by_vswitch`.

It takes the name of a system, else it is Debian 12. The userspace datapath does the work, which needs
nothing of the kernel of the lab's machine. It takes as long as an installation does, so CI, which
installs with Linux bridge, leaves it out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import installation, lab, test_installation
from .catalogue import DEFAULT, JUMP_ADDRESS, machine
from .cloud import Cloud
from .cuts import Cut
from .network import on_jump
from .paths import SITE
from .system import DEBIAN_12
from .vswitch import OPEN_VSWITCH

INSTANCE = "test-instance"
CLOSED = 7777
"""A TCP port at which the instance has nothing: let through, it refuses; kept out, it is silent."""


def ask(cloud: Cloud) -> None:
    """All that OpenStack's, Open vSwitch's and ssh's own answers must be."""
    installation.ask(
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
    agents = cloud.openstack("network agent list")
    assert all(agent["Alive"] for agent in agents), agents
    assert Counter(agent["Binary"] for agent in agents) == {
        "neutron-openvswitch-agent": 2,
        "neutron-dhcp-agent": 1,
        "neutron-l3-agent": 1,
        "neutron-metadata-agent": 1,
    }


def ports_are_in_the_userspace_datapath(cloud: Cloud) -> None:
    """The instance's port and each host's tunnel to the other one have their numbers in it."""
    tap = f"tap{port_of_instance(cloud)['id'][:11]}"
    assert vsctl(cloud, "compute1", f"iface-to-br {tap}") == "br-int"
    assert int(vsctl(cloud, "compute1", f"get interface {tap} ofport")) > 0
    for host, other in (("compute1", "controller"), ("controller", "compute1")):
        for bridge in ("br-int", "br-tun"):
            assert vsctl(cloud, host, f"get bridge {bridge} datapath_type") == "netdev"
        tunnels = vsctl(cloud, host, "--columns=options find interface type=vxlan")
        assert f'local_ip="{machine(host).overlay}"' in tunnels, tunnels
        assert f'remote_ip="{machine(other).overlay}"' in tunnels, tunnels


def the_path_is_what_open_vswitch_has(cloud: Cloud) -> None:
    """`stackmend path`: whole, by the bridge and the tunnel that Open vSwitch itself tells of."""
    asked = cloud.stackmend("path", INSTANCE, "--json")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    hops = {hop["what"]: hop for path in json.loads(asked.stdout)["paths"] for hop in path["hops"]}
    assert {hop["state"] for hop in hops.values()} == {"ok"}, hops
    assert hops["bridge"]["name"] == f"tap{port_of_instance(cloud)['id'][:11]} on br-int"
    ends = [machine(host).overlay for host in ("compute1", "controller")]
    assert hops["tunnel"]["where"] == " → ".join(ends)
    assert answers(hops["floating IP"]["name"], 22) == "open"


def security_groups_keep_out_and_let_in(cloud: Cloud) -> None:
    """Connection tracking of the userspace datapath: one port, before, with and after its rule."""
    address = floating_ip(cloud)
    assert answers(address, CLOSED) == "silent"
    group = port_of_instance(cloud)["security_group_ids"][0]
    words = f"--protocol tcp --dst-port {CLOSED} --remote-ip {JUMP_ADDRESS}/32 {group}"
    rule = cloud.openstack(f"security group rule create {words}")["id"]
    wait_for_answer(address, CLOSED, "refused")
    cloud.openstack(f"security group rule delete {rule}", told="")
    wait_for_answer(address, CLOSED, "silent")
    assert answers(address, 22) == "open"


def floating_ip(cloud: Cloud) -> str:
    return str(cloud.openstack("floating ip list")[0]["Floating IP Address"])


def port_of_instance(cloud: Cloud) -> Any:
    port = next(p["ID"] for p in cloud.openstack(f"port list --server {INSTANCE}"))
    return cloud.openstack(f"port show {port}")


def vsctl(cloud: Cloud, host: str, words: str) -> str:
    done = cloud.on(host, f"ovs-vsctl --timeout=10 {words}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def answers(address: str, port: int) -> str:
    """What a connection from the jump host meets: open, refused or silent."""
    connect = f"exec 3<>/dev/tcp/{address}/{port}"
    asked = subprocess.run(
        on_jump(["timeout", "4", "bash", "-c", connect]), capture_output=True, text=True
    )
    if asked.returncode == 0:
        return "open"
    return "refused" if "refused" in asked.stderr else "silent"


def wait_for_answer(address: str, port: int, answer: str) -> None:
    """An agent needs a moment for its flows, and an instance for its boot."""
    deadline = time.monotonic() + 180
    while (now := answers(address, port)) != answer:
        assert time.monotonic() < deadline, f"{port} of {address} is {now} and not {answer}"


def start_again(cloud: Cloud) -> None:
    """Start the instance, as soon as nova has seen that it is off: its host may have been cut off."""
    deadline = time.monotonic() + 700  # it looks every ten minutes
    while cloud.openstack(f"server show {INSTANCE}")["status"] != "SHUTOFF":
        assert time.monotonic() < deadline, cloud.openstack(f"server show {INSTANCE}")
    cloud.openstack(f"server start {INSTANCE}", told="")


def build_and_ask(ask: Callable[[Cloud], None], cuts: Sequence[Cut] = (), **chosen: str) -> None:
    """Bare hosts, the installation, the answers; then the same once all hosts were off and on.

    What is chosen is what `lab.up` takes: a mechanism, a system.
    """
    cloud = Cloud(Path(tempfile.mkdtemp(prefix="operator-")))
    SITE.with_name("site.secrets.toml").unlink(missing_ok=True)
    lab.up((), bare=True, **chosen)
    installation.install(cloud, cuts)
    ask(cloud)
    lab.down(DEFAULT)
    lab.up(())
    cloud.wait_until_healthy()
    start_again(cloud)
    # The lab's guest makes a new host key at each boot; who knows that takes the old one out.
    (cloud.home / ".local/state/stackmend/instances/known_hosts").unlink()
    wait_for_answer(floating_ip(cloud), 22, "open")
    ask(cloud)


if __name__ == "__main__":
    build_and_ask(ask, mechanism=OPEN_VSWITCH, of=(*sys.argv[1:], DEBIAN_12.name)[0])
