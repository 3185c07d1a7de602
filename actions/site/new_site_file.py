"""A first site file, as a text with comments that say what each key is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.model.site import Site

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_HEAD = (
    "The hosts of one OpenStack cloud, for stackmend; `stackmend info` prints where this file is.",
    "Roles: controller, compute, network, storage, database, messaging.",
    "address, port and user may be left out: then ~/.ssh/config says.",
    'become: how the user becomes root: "sudo" (without a password) or "none" (already root).',
    'connection = "local": the host is this machine itself, and is asked without SSH.',
)


@dataclass(frozen=True)
class NewHost:
    """One host as it is to be written."""

    name: str
    roles: tuple[str, ...]
    address: str = ""
    connection: str = "ssh"

    @classmethod
    def parse(cls, text: str) -> NewHost:
        """NAME[=ADDRESS]:ROLE[,ROLE…]; raises ValueError. An IPv6 address has colons of its own."""
        place, colon, roles = text.rpartition(":")
        name, _, address = place.partition("=")
        if not colon or not name or not roles:
            raise ValueError(f"{text!r} is no host: write NAME=ADDRESS:ROLE,ROLE")
        return cls(name, split_roles(roles), address)


@dataclass(frozen=True)
class NewSite:
    """What a first site file says."""

    name: str
    hosts: tuple[NewHost, ...]
    cloud: str = ""
    user: str = ""
    become: str = ""
    region: str = ""
    auth_url: str = ""

    @classmethod
    def of(cls, site: Site) -> NewSite:
        """A site whose hosts were found, with what was found of them."""
        hosts = (
            NewHost(host.name, tuple(sorted(host.roles)), host.address, host.connection)
            for host in site.hosts
        )
        return cls(site.name, tuple(hosts), site.cloud or site.invocation.cloud)


def split_roles(text: str) -> tuple[str, ...]:
    """Roles between commas or blanks."""
    return tuple(text.replace(",", " ").split())


def site_text(site: NewSite) -> str:
    """The file's text."""
    import tomlkit

    document = tomlkit.document()
    _comments(document, _HEAD)
    document.add(tomlkit.nl())
    document.add("name", tomlkit.string(site.name))
    if site.cloud:
        document.add("cloud", tomlkit.string(site.cloud))
    else:
        document.add(tomlkit.comment('cloud = "NAME"   # in clouds.yaml; without it, OS_CLOUD or OS_*'))
    hosts = tomlkit.table(is_super_table=True)
    for host in site.hosts:
        hosts.add(host.name, _host(host, site))
    document.add("hosts", hosts)
    document.add("install", _install(site))
    return tomlkit.dumps(document)


def _host(host: NewHost, site: NewSite) -> Table:
    import tomlkit

    table = tomlkit.table()
    if host.address:
        table.add("address", host.address)
    if site.user:
        table.add("user", site.user)
    if site.become:
        table.add("become", site.become)
    if host.connection != "ssh":
        table.add("connection", host.connection)
    table.add("roles", list(host.roles))
    return table


def _install(site: NewSite) -> Table:
    import tomlkit

    table = tomlkit.table()
    for line in (
        "Only installations read this. Addresses of hosts above are their management addresses.",
        "controller: the name in the services' URLs, if it is not the first controller's.",
        "virt_type: kvm, qemu, or auto (kvm where the host has /dev/kvm).",
        "auth_url: Keystone as stackmend installs it, so that no clouds.yaml is needed.",
    ):
        table.add(tomlkit.comment(line))
    table.add("region", site.region or "RegionOne")
    if site.auth_url:
        table.add("auth_url", site.auth_url)
    return table


def _comments(document: TOMLDocument, lines: Iterable[str]) -> None:
    import tomlkit

    for line in lines:
        document.add(tomlkit.comment(line))
