"""The systems that the lab's hosts may have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .paths import SYSTEM

_NETWORK = (
    "neutron-server",
    "neutron-api",
    "neutron-rpc-server",
    "neutron-dhcp-agent",
    "neutron-metadata-agent",
    "neutron-openvswitch-agent",
    "neutron-l3-agent",
)


@dataclass(frozen=True)
class System:
    """A release of Debian."""

    name: str
    suite: str
    network: tuple[str, ...]
    """The packages of Neutron and of what it drives."""
    mechanism: str
    """What plugs ports there unless another mechanism is asked for."""


DEBIAN_12 = System(
    "debian-12",
    "bookworm",
    (*_NETWORK[:5], "neutron-linuxbridge-agent", *_NETWORK[5:], "openvswitch-switch", "bridge-utils"),
    "linuxbridge",
)
DEBIAN_12_OVN = replace(
    DEBIAN_12,
    name="debian-12-ovn",
    network=(*DEBIAN_12.network, "neutron-ovn-metadata-agent", "ovn-central", "ovn-host"),
)
"""By itself, so that those without OVN download what they did."""
DEBIAN_13 = System(
    "debian-13",
    "trixie",
    (
        *_NETWORK,
        "neutron-ovn-metadata-agent",
        "openvswitch-switch",
        "ovn-central",
        "ovn-host",
        "neutron-ovn-maintenance-worker",
        "neutron-periodic-workers",
    ),
    "ovn",
)
SYSTEMS = {system.name: system for system in (DEBIAN_12, DEBIAN_12_OVN, DEBIAN_13)}


def choose(name: str) -> None:
    """Keep which system this lab's hosts have, until they are made bare again."""
    SYSTEM.write_text(name)


def system() -> System:
    """The system of this lab's hosts."""
    return SYSTEMS[SYSTEM.read_text()] if SYSTEM.exists() else DEBIAN_12
