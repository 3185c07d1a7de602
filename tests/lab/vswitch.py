"""Open vSwitch on hosts whose kernel has none: what its userspace datapath asks of them.

Of the lab, and not of stackmend's doing, are three things that a kernel with Open vSwitch does not ask
for. Tunnels leave the userspace datapath through a bridge of its own only, so the overlay network's
address moves from its interface to one as soon as Open vSwitch runs. Checksums that a sender leaves to
its network card are never filled in, and connection tracking then drops the packets: senders are told
to compute them. And the kernel goes on hearing what comes in on an interface that is a bridge's port.
"""

from pathlib import Path

from .catalogue import OVERLAY_INTERFACE, PREFIX, PROVIDER_INTERFACE, Machine
from .paths import MECHANISM

MECHANISMS = LINUX_BRIDGE, OPEN_VSWITCH, OVN = ("linuxbridge", "openvswitch", "ovn")

_UNITS = "etc/systemd/system"
_SWITCH = "ovs-vswitchd.service"
_SCRIPT = "usr/local/sbin/lab-overlay"
_UNIT = f"""\
[Unit]
Description=The lab's overlay address on a bridge of Open vSwitch's userspace datapath
After={_SWITCH}
PartOf={_SWITCH}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/{_SCRIPT}
"""
# The bridge's own device is made anew, without its address, whenever ovs-vswitchd starts.
_MOVE = f"""\
#!/bin/sh
set -e
for try in $(seq 100); do
    ip link show {OVERLAY_INTERFACE} >/dev/null 2>&1 && break
    sleep 0.1
done
ovs-vsctl --may-exist add-br br-overlay -- set bridge br-overlay datapath_type=netdev \\
    -- --may-exist add-port br-overlay {OVERLAY_INTERFACE}
ip address flush dev {OVERLAY_INTERFACE}
ip link set {OVERLAY_INTERFACE} arp off
iptables -C INPUT -i {OVERLAY_INTERFACE} -j DROP 2>/dev/null ||
    iptables -I INPUT -i {OVERLAY_INTERFACE} -j DROP
ip address replace "$1" dev br-overlay
ip link set br-overlay up
"""
_CHECKSUMS = f"ethtool -K {PROVIDER_INTERFACE}p tx off >/dev/null\n"
_QEMU = "usr/local/bin/qemu-system-x86_64"
_EMULATOR = """\
#!/bin/sh
# libvirt finds this before the real one. A guest computes the checksums of what it sends by itself.
exec /usr/bin/qemu-system-x86_64 -global virtio-net-device.csum=off "$@"
"""


def choose(mechanism: str) -> None:
    """Keep what is to plug the ports of this lab's hosts, until they are made bare again."""
    MECHANISM.write_text(mechanism)


def mechanism() -> str:
    """What plugs the ports of this lab's hosts, as [install.neutron] calls it."""
    return MECHANISM.read_text() if MECHANISM.exists() else LINUX_BRIDGE


def on_overlay(machine: Machine) -> bool:
    """Whether a host has tunnels of Open vSwitch's, for which the lab has a network of its own."""
    return mechanism() != LINUX_BRIDGE and not {"compute", "network"}.isdisjoint(machine.roles)


def install(root: Path, machine: Machine) -> None:
    """Put into a host's files what its userspace datapath needs; as often as one likes."""
    if not on_overlay(machine):
        return
    move = _MOVE.replace("$1", f"{machine.overlay}/{PREFIX}")
    _write(root / _SCRIPT, move + _CHECKSUMS * ("network" in machine.roles), 0o755)
    _write(root / _UNITS / "lab-overlay.service", _UNIT)
    wanted = root / _UNITS / f"{_SWITCH}.wants/lab-overlay.service"
    wanted.parent.mkdir(exist_ok=True)
    if not wanted.is_symlink():
        wanted.symlink_to("/etc/systemd/system/lab-overlay.service")
    if "compute" in machine.roles:
        _write(root / _QEMU, _EMULATOR, 0o755)


def _write(place: Path, text: str, mode: int = 0o644) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(mode)
