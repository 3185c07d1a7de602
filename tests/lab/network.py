"""The network: a namespace that is the jump host, with a bridge to which every host is plugged."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from .catalogue import (
    JUMP_ADDRESS,
    OVERLAY_INTERFACE,
    PREFIX,
    PROVIDER_GATEWAY,
    PROVIDER_INTERFACE,
    PROVIDER_SUBNET,
    Machine,
    hosts_file,
    machine,
)
from .paths import NAME, REPOSITORY
from .shell import LabError, run, succeeds
from .vswitch import on_overlay

NAMESPACE = NAME
BRIDGE, OVERLAY_BRIDGE = "lab0", "lab1"
NETNS = Path("/run/netns") / NAMESPACE
ETC = Path("/etc/netns") / NAMESPACE


def ensure_network() -> None:
    """Make the namespace, its bridge and its /etc/hosts."""
    # What `ip netns exec` binds over /etc must exist before it runs.
    ETC.mkdir(parents=True, exist_ok=True)
    (ETC / "hosts").write_text(hosts_file())
    (ETC / "resolv.conf").write_text("")
    if not succeeds(["ip", "netns", "exec", NAMESPACE, "true"]):
        # After a crash the name may be there without a namespace behind it.
        succeeds(["ip", "netns", "delete", NAMESPACE])
        run("ip", "netns", "add", NAMESPACE)
    if not succeeds(["ip", "-n", NAMESPACE, "link", "show", BRIDGE]):
        _make_bridge()
    if not succeeds(["ip", "-n", NAMESPACE, "link", "show", OVERLAY_BRIDGE]):
        run(*f"ip -n {NAMESPACE} link add {OVERLAY_BRIDGE} up type bridge".split())
    router = machine("controller").address
    run(*f"ip -n {NAMESPACE} route replace {PROVIDER_SUBNET} via {router}".split())


def _make_bridge() -> None:
    run("ip", "-n", NAMESPACE, "link", "set", "lo", "up")
    # Without an address given the bridge takes a port's, which changes when that host reboots.
    run(*f"ip -n {NAMESPACE} link add {BRIDGE} address 52:54:0a:14:00:01 type bridge".split())
    run(*f"ip -n {NAMESPACE} address add {JUMP_ADDRESS}/{PREFIX} dev {BRIDGE}".split())
    run(*f"ip -n {NAMESPACE} link set {BRIDGE} up".split())
    # With forwarding on and no route out, hosts hear "unreachable" at once and don't wait in vain.
    run(*f"ip netns exec {NAMESPACE} sysctl -qw net.ipv4.ip_forward=1".split())


def remove_network() -> None:
    """Take away namespace, bridge and the files in /etc/netns."""
    succeeds(["ip", "netns", "delete", NAMESPACE])
    shutil.rmtree(ETC, ignore_errors=True)
    # `ip netns add` mounts this folder on itself; it does so again when it has to.
    if NETNS.parent.exists() and not list(NETNS.parent.iterdir()):
        succeeds(["umount", str(NETNS.parent)])
    for folder in (NETNS.parent, ETC.parent):
        with suppress(OSError):
            folder.rmdir()


def plug(host: Machine, leader: int) -> None:
    """Give the host with that first process its eth0, one end of a veth pair on the bridge.

    A network host gets the provider network, too, and one with Open vSwitch the overlay network.
    """
    inside = ["nsenter", "-t", str(leader), "-n", "ip"]
    _pair(f"v-{host.name}", BRIDGE, leader, f"eth0 address {host.mac}")
    run(*inside, "address", "add", f"{host.address}/{PREFIX}", "dev", "eth0")
    run(*inside, "link", "set", "eth0", "up")
    run(*inside, "route", "add", "default", "via", JUMP_ADDRESS)
    if "network" in host.roles:
        _plug_provider(leader, inside)
    if on_overlay(host):
        _pair(f"o-{host.name}", OVERLAY_BRIDGE, leader, OVERLAY_INTERFACE)
        run(*inside, *f"address add {host.overlay}/{PREFIX} dev {OVERLAY_INTERFACE}".split())
        run(*inside, "link", "set", OVERLAY_INTERFACE, "up")


def _pair(port: str, bridge: str, leader: int, peer: str) -> None:
    """A veth pair: one end on a bridge of the jump host's, the other one in a host."""
    port = port[:15]
    succeeds(["ip", "-n", NAMESPACE, "link", "delete", port])
    pair = f"ip -n {NAMESPACE} link add {port} type veth peer name {peer} netns {leader}"
    run(*pair.split())
    run(*f"ip -n {NAMESPACE} link set {port} master {bridge} up".split())


def _plug_provider(leader: int, inside: list[str]) -> None:
    """Give the host a provider network: an interface, and the subnet's gateway as its other end.

    The host itself is the gateway, and routes between the provider network and the jump host's.
    """
    peer = f"{PROVIDER_INTERFACE}p"
    run(*inside, *f"link add {PROVIDER_INTERFACE} type veth peer name {peer}".split())
    run(*inside, *f"address add {PROVIDER_GATEWAY} dev {peer}".split())
    for name in (PROVIDER_INTERFACE, peer):
        run(*inside, *f"link set {name} up".split())
    run(*f"nsenter -t {leader} -n sysctl -qw net.ipv4.ip_forward=1".split())


def unplug(machine: Machine) -> None:
    """Take the host's ports off the bridges, if there still are any."""
    for port in (f"v-{machine.name}", f"o-{machine.name}"):
        succeeds(["ip", "-n", NAMESPACE, "link", "delete", port[:15]])


def on_jump(argv: list[str]) -> list[str]:
    """The command line that runs argv as on the jump host."""
    return argv if inside_jump() else ["ip", "netns", "exec", NAMESPACE, *argv]


def inside_jump() -> bool:
    """Whether this process is in the jump host's namespace already."""
    return NETNS.exists() and Path("/proc/self/ns/net").samefile(NETNS)


def leave_jump(outside: int | None) -> None:
    """On the jump host, run this very command again beside that outer process.

    Mounts made on the jump host last no longer than the command. LabError without such a process.
    """
    if not inside_jump():
        return
    if outside is None:
        raise LabError("no host is up: start this outside of the jump host")
    again = [sys.executable, "-m", "tests.lab", *sys.argv[1:]]
    at_home = ["sh", "-c", 'cd "$0" && exec "$@"', str(REPOSITORY), *again]
    os.execvp("nsenter", ["nsenter", "-t", str(outside), "-m", "-n", "--", *at_home])
