"""What kind of cloud the lab has: who keeps it, what is there, and how things are called.

Troubles, and what is expected of them, are written in the words of the installed Debian 12.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from actions.deployments.debian import DEBIAN
from actions.deployments.debian_13 import DEBIAN_13
from actions.deployments.deployment import Deployment
from actions.deployments.kolla import KOLLA_PODMAN, THERE
from actions.deployments.parts import CINDER, GLANCE, LINUX_BRIDGE, NEUTRON, OPEN_VSWITCH, OVN
from actions.deployments.services import (
    LIBVIRT,
    NEUTRON_DHCP_AGENT,
    NOVA_METADATA,
)

from .kolla import configs, containers
from .system import DEBIAN_13 as TRIXIE
from .system import system
from .vswitch import mechanism

INSTANCE = "an instance"
COMPUTE_HOST = "a compute host beside the controller"
KEYS_ON_HOST = "Keystone's keys on the host itself"
"""Where they are in a container's volume, no action makes them anew."""
HOST_FILES = "services with files and users of the host's own"
"""In containers both are others."""
COMPUTE_ID = "nova-compute's compute_id"
"""From 2023.2 on."""
ZED = "nova as Debian 12 has it"
"""Its hosts keep no identity of their own, and its API needs the database to start."""
EMPTY_HOST = "a compute host without an instance"
DEBIAN_APIS = "APIs that stay up without their application"
"""As Debian's uWSGI leaves them; kolla's need-app ends them."""
WHOLE = (
    *(CINDER, COMPUTE_HOST, DEBIAN_APIS, GLANCE, HOST_FILES, INSTANCE, KEYS_ON_HOST, LIBVIRT),
    *(NEUTRON, NOVA_METADATA),
)
"""What any cloud of Debian's packages has that is no stand-in."""
LISTED = "hosts listed in the lab's site file"
"""Where it is given none, a host that is not in the cloud's lists yet is unknown."""


@dataclass(frozen=True)
class Place:
    """One kind of cloud."""

    name: str
    """As the page of troubles tells it."""
    deployment: Deployment
    has: frozenset[str]
    """What a trouble may need beside nova, placement, keystone and what these stand on."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Which host has what the host of that name has elsewhere."""
    client: str = ""
    """What stands before `openstack` where it is not installed on the controller."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Passwords, where they are not in a file beside the site file, and what accounts are called."""

    def host(self, name: str) -> str:
        """The host for that of the installed cloud."""
        return self.hosts.get(name, name)

    def unit(self, name: str) -> str:
        """What runs here that which a unit of the packages runs."""
        return self.deployment.units_of(DEBIAN.service_of(name) or name)[0]

    @property
    def resolver_files(self) -> str:
        """Where names are looked up by, in the shell's words: each container has a copy of its own."""
        engine = self.deployment.engine
        boxes = f"$({engine} inspect -f '{{{{.ResolvConfPath}}}}' $({engine} ps -q))" if engine else ""
        return f"/etc/resolv.conf {boxes}".rstrip()

    def words(self, text: str) -> str:
        """A text that names hosts, with the names of this cloud's."""
        return self._hosts.sub(lambda found: self.hosts[found[0]], text) if self.hosts else text

    def offered(self, text: str) -> str:
        """The same of an action with its target, which may be a host's unit."""
        unit = re.sub(r"(?<=/)\S+", lambda found: self.unit(found[0]), text)
        return self.words(unit)

    def usual(self, told: Any) -> Any:
        """What was said here, with the packages' names for units: as deep as a finding goes."""
        if isinstance(told, str):
            return re.sub(r"[\w@:.-]+", self._usual, told) if self.deployment.containers else told
        if isinstance(told, list):
            return [self.usual(one) for one in told]
        if isinstance(told, dict):
            return {key: self.usual(value) for key, value in told.items()}
        return told

    def _usual(self, found: re.Match[str]) -> str:
        service = self.deployment.service_of(found[0])
        return DEBIAN.units_of(service)[0] if service else found[0]

    @cached_property
    def _hosts(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.hosts)))


KOLLA = Place(
    "kolla-ansible",
    KOLLA_PODMAN,
    frozenset((EMPTY_HOST,)),
    hosts={"compute1": "controller"},
    client=containers.CLIENT,
    secrets={
        "nova_db_password": configs.PASSWORDS["nova_database_password"],
        "nova_password": configs.PASSWORDS["nova_keystone_password"],
        "rabbit_password": configs.PASSWORDS["rabbitmq_password"],
    },
)
"""The stand-in: one host, the fake driver, neither Neutron nor Glance nor Cinder."""
INSTALLED = "Debian 12"
_PLUGGED = {LINUX_BRIDGE: "", OPEN_VSWITCH: "with Open vSwitch", OVN: "with OVN"}


def installed() -> Place:
    """What the chapters have made of the lab's hosts, by what the lab keeps of these."""
    of, plugs = (DEBIAN_13, "Debian 13") if system() is TRIXIE else (DEBIAN, INSTALLED)
    agents = () if mechanism() == OVN else (NEUTRON_DHCP_AGENT,)
    nova = COMPUTE_ID if of is DEBIAN_13 else ZED
    name = f"{plugs} {_PLUGGED[mechanism()]}".strip()
    return Place(name, of, frozenset((*WHOLE, LISTED, *agents, nova, mechanism())))


def recognised(succeeds: Callable[[str], bool]) -> Place:
    """What the lab has: the answer of a line of the shell's on its controller decides."""
    return KOLLA if succeeds(THERE) else installed()
