"""What Open vSwitch switches packets with: the kernel, or itself."""

from __future__ import annotations

from actions.deployments.parts import VSWITCH
from actions.facts.hosts import host_status, kernel_vswitch
from actions.install.hosts import hosts_of
from actions.install.neutron import choices
from actions.install.preflight.result import Result, looking, seen
from actions.model.plan import Situation
from actions.model.site import Host

_USERSPACE = (
    "Open vSwitch's userspace datapath drops TCP of guests that leave checksums to their network card "
    "(`ethtool -K eth0 tx off` in the guest keeps it from that), and cuts routers and DHCP off when "
    "Open vSwitch is restarted on a network host, until that host is booted again."
)


def inspect(situation: Situation, host: Host) -> Result:
    """The kernel must have it for the datapath system; ovs-vsctl would only write to its log."""
    has = seen(situation, kernel_vswitch.PROBE, host.name)
    chosen = choices.read(situation.site).datapath
    if chosen == choices.SYSTEM and not has:
        return Result(wrong=(_without(host.name),))
    if chosen == choices.SYSTEM:
        return Result("the kernel has Open vSwitch")
    kernel = "the kernel has Open vSwitch" if has else "the kernel has none"
    return Result(f"{chosen}, as the site file says ({kernel})", notes=(_USERSPACE,))


def _without(host: str) -> str:
    return (
        f"The kernel of {host} has no Open vSwitch (`modinfo openvswitch` finds none): boot one that "
        f'has it, or write datapath = "{choices.NETDEV}" in [install.neutron] of the site file, with '
        "which Open vSwitch does it in user space, slower."
    )


def hosts(situation: Situation) -> tuple[Host, ...]:
    """Where Open vSwitch is to plug ports; none with Linux bridge."""
    return hosts_of(situation, VSWITCH)


STEP = looking(
    "vswitch-datapath",
    "Open vSwitch can switch packets",
    (host_status.PROBE, kernel_vswitch.PROBE),
    inspect,
    hosts=hosts,
)
