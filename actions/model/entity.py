"""What can fail, and what findings are about: an entity is a kind and a name."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """The kinds of what can fail; each says how its entities are named."""

    ACCOUNT = "account"
    """With what it logs in to and its user: "keystone nova", "broker host:port openstack", "database
    host:port nova".

    Where one file alone is wrong: "broker host:port openstack of host:path".
    """
    API = "api"
    """A service type of Keystone's catalog: compute, network, identity.

    Where one host alone does not reach it: the same, "from host".
    """
    BROKER = "broker"
    """What services speak over, by the places of a transport_url: host:port, several with commas.

    Where one host alone does not reach it: the same, "from host".
    """
    CACHE = "cache"
    """A memcached, by host:port."""
    CELL = "cell"
    """By its UUID."""
    CERTIFICATE = "certificate"
    """By the host:port that shows it."""
    CHASSIS = "chassis"
    """OVN's, by its name."""
    DATABASE = "database"
    """What answers SQL, by host:port."""
    FILE_SYSTEM = "file system"
    """By host:mount."""
    HOST = "host"
    """By the site file's name."""
    INSTANCE = "instance"
    """By its UUID."""
    KEYS = "keys"
    """Keystone's keys on a host."""
    NETWORK = "network"
    """By its UUID."""
    PROVIDER = "provider"
    """A resource provider of placement's, by its name."""
    ROUTER = "router"
    """By its UUID."""
    SCHEMA = "schema"
    """A service's tables, by host:port/schema."""
    SERVICE = "service"
    """What a unit or container runs on a host, agents among them: host/service, by `deployments`."""
    VIP = "vip"
    """An address that wanders between hosts."""
    VOLUME = "volume"
    """By its UUID."""


@dataclass(frozen=True, order=True)
class Entity:
    """One thing that can fail."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value} {self.name}"


def host(name: str) -> Entity:
    """A host of the site file."""
    return Entity(Kind.HOST, name)


def service(host: str, name: str) -> Entity:
    """A service, an agent, a broker or a database server as it runs on one host."""
    return Entity(Kind.SERVICE, f"{host}/{name}")


def api(service_type: str) -> Entity:
    """An API of the catalog."""
    return Entity(Kind.API, service_type)
