"""What a cloud is asked whose ports Open vSwitch plugs, itself or for OVN: by ssh and its own tools."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from . import installation, lab
from .catalogue import DEFAULT, JUMP_ADDRESS, machine
from .cloud import Cloud
from .cuts import Cut
from .network import on_jump
from .paths import SECRETS

INSTANCE = "test-instance"
CLOSED = 7777
"""A TCP port at which the instance has nothing: let through, it refuses; kept out, it is silent."""


def agents(cloud: Cloud, *columns: str) -> list[tuple[Any, ...]]:
    """Neutron's, all of which are alive, by those columns of its list."""
    known = cloud.openstack("network agent list")
    assert all(agent["Alive"] for agent in known), known
    return [tuple(agent[column] for column in columns) for agent in known]


def ports_are_plugged(cloud: Cloud, bridges: Iterable[str], tunnel: str) -> None:
    """The instance's port and each host's tunnel to the other one have numbers in the datapath."""
    tap = tap_of_instance(cloud)
    assert vsctl(cloud, "compute1", f"iface-to-br {tap}") == "br-int"
    assert int(vsctl(cloud, "compute1", f"get interface {tap} ofport")) > 0
    for host, other in (("compute1", "controller"), ("controller", "compute1")):
        for bridge in bridges:
            assert vsctl(cloud, host, f"get bridge {bridge} datapath_type") == "netdev"
        found = tunnels(cloud, host, tunnel)
        assert f'remote_ip="{machine(other).overlay}"' in found, found


def tunnels(cloud: Cloud, host: str, kind: str) -> str:
    return vsctl(cloud, host, f"--columns=options find interface type={kind}")


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


def tap_of_instance(cloud: Cloud) -> str:
    return f"tap{port_of_instance(cloud)['id'][:11]}"


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


def awake(cloud: Cloud) -> None:
    """The cloud well and its instance on, also where all hosts were off since it was asked last."""
    cloud.wait_until_healthy()
    if answers(floating_ip(cloud), 22) != "open":
        start_again(cloud)
    wait_for_answer(floating_ip(cloud), 22, "open")


def build_and_ask(ask: Callable[[Cloud], int], cuts: Sequence[Cut] = (), **chosen: str) -> int:
    """Bare hosts, the installation, the answers; then the same once all hosts were off and on.

    What is chosen is what `lab.up` takes: a mechanism, a system. How many answers were not right.
    """
    cloud = Cloud(Path(tempfile.mkdtemp(prefix="operator-")))
    SECRETS.unlink(missing_ok=True)
    lab.up((), bare=True, **chosen)
    installation.install(cloud, cuts)
    wrong = ask(cloud)
    lab.down(DEFAULT)
    lab.up(())
    # The lab's guest makes a new host key at each boot; who knows that takes the old one out.
    (cloud.home / ".local/state/stackmend/instances/known_hosts").unlink()
    awake(cloud)
    return wrong + ask(cloud)
