"""The hosts that the lab can have, with their addresses and roles."""

import uuid
from dataclasses import dataclass

from .shell import LabError

JUMP_NAME = "jump"
JUMP_ADDRESS = "10.20.0.1"
PREFIX = 24

PROVIDER_SUBNET = "203.0.113.0/24"
PROVIDER_GATEWAY = "203.0.113.1/24"
PROVIDER_INTERFACE = "ext0"
"""The interface of network hosts that is plugged into the provider network."""

OVERLAY_INTERFACE = "eth1"
"""The interface of hosts that have Open vSwitch which carries the tunnels between them."""


@dataclass(frozen=True)
class Machine:
    """One host as it is meant to be: name, management address, roles."""

    name: str
    address: str
    roles: tuple[str, ...]

    @property
    def overlay(self) -> str:
        """Its end of the tunnels where a network of their own carries them."""
        return self.address.replace("10.20.0.", "10.20.1.")

    @property
    def mac(self) -> str:
        """The same hardware address at every boot, made from the management address."""
        return "52:54:" + ":".join(f"{int(part):02x}" for part in self.address.split("."))

    @property
    def machine_id(self) -> str:
        """A machine-id of its own: from a shared one systemd makes the same MAC on all hosts."""
        return uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.name}.lab.stackmend").hex


MACHINES = (
    Machine("block1", "10.20.0.41", ("storage",)),
    Machine("c1", "10.20.0.51", ("controller",)),
    Machine("c2", "10.20.0.52", ("controller",)),
    Machine("c3", "10.20.0.53", ("controller",)),
    Machine("cmp", "10.20.0.62", ("compute",)),
    Machine("compute1", "10.20.0.31", ("compute",)),
    Machine("compute2", "10.20.0.32", ("compute",)),
    Machine("controller", "10.20.0.11", ("controller", "network")),
    Machine("ctl", "10.20.0.61", ("controller", "network")),
    Machine("network1", "10.20.0.21", ("network",)),
    Machine("sto", "10.20.0.63", ("storage",)),
)
DEFAULT = ("controller", "compute1", "block1")


def machine(name: str) -> Machine:
    """The machine of that name; LabError names the known ones."""
    for known in MACHINES:
        if known.name == name:
            return known
    raise LabError(f"no host {name!r} in the lab; it has {', '.join(m.name for m in MACHINES)}")


def hosts_file() -> str:
    """The text of /etc/hosts, the same on every host and on the jump host."""
    lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback"]
    lines.append(f"{JUMP_ADDRESS} {JUMP_NAME}")
    lines += [f"{m.address} {m.name}" for m in MACHINES]
    return "\n".join(lines) + "\n"
