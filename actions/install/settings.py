"""What an installation must know beside the hosts: [install] of the site file, with its defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.deployments.packages import PACKAGES
from actions.deployments.parts import GLANCE
from actions.facts.broker.message_users import message_host
from actions.facts.database.database_server import database_host
from actions.formats.ipv4 import is_ipv4
from actions.model.errors import StackmendError
from actions.model.site import Host, Site

_KINDS = {str: "a text", int: "a number", dict: "a table"}
_KEYS: Mapping[str, type] = {
    "addresses": dict,
    "api_processes": int,
    "auth_url": str,
    "cinder": dict,
    "controller": str,
    "glance_store": str,
    "neutron": dict,
    "region": str,
    "tenant": dict,
    "virt_type": str,
}
_VIRT_TYPES = ("auto", "kvm", "qemu")
_FORMS = {
    "controller": (r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", "a host's name"),
    "glance_store": (r"/[A-Za-z0-9_./-]*", "a path from / without blanks"),
    "region": (r"[A-Za-z0-9][A-Za-z0-9_.-]*", "letters, digits, dots and dashes"),
}
"""What a text may be: it goes into command lines, URLs and files."""


class SettingsError(StackmendError, ValueError):
    """One sentence: which key of [install] is wrong, and what it takes."""


@dataclass(frozen=True)
class Settings:
    """The installation's choices, checked."""

    controller: str
    """The name that the services' URLs have: the first controller's, or one for all of them."""
    database: str
    """The database server's name in connection URLs."""
    messaging: str
    """RabbitMQ's name in transport URLs."""
    region: str = "RegionOne"
    glance_store: str = f"{PACKAGES.state[GLANCE]}/images/"
    virt_type: str = "auto"
    """kvm, qemu, or auto: kvm where the host has /dev/kvm."""
    api_processes: int = 0
    """Processes of each API under uWSGI (Debian ships 8 and 16); 0: as the package has it."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Management addresses by name."""

    @property
    def auth_url(self) -> str:
        """Keystone, without a version."""
        return f"http://{self.controller}:5000/"

    def address(self, name: str) -> str:
        """The management address of a host; raises `SettingsError` where none is known."""
        found = self.addresses.get(name)
        if found is None:
            raise SettingsError(
                f"The management address of {name} is not known: write {name} = "
                f'"<IPv4 address>" below [install.addresses] of the site file.'
            )
        return found


def read(site: Site) -> Settings:
    """The settings of a site; raises `SettingsError`."""
    given = site.settings
    _check(given)
    controllers = site.having("controller")
    if len(controllers) != 1:
        names = ", ".join(host.name for host in controllers) or "none"
        raise SettingsError(
            f"The site file must have one host with the role controller, and has {names}: "
            "the chapters do not share Keystone's keys and Glance's images among several."
        )
    first = controllers[0]
    name = str(given.get("controller") or first.name)
    chosen: dict[str, Any] = {
        key: given[key]
        for key in ("region", "glance_store", "virt_type", "api_processes")
        if given.get(key)
    }
    return Settings(
        controller=name,
        database=_name_of(database_host(site), name),
        messaging=_name_of(message_host(site), name),
        addresses=_addresses(site, name, first),
        **chosen,
    )


def _check(given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        kind = _KEYS.get(key)
        if kind is None:
            raise SettingsError(f"[install] has no key {key!r}; it has {', '.join(_KEYS)}.")
        if not isinstance(value, kind) or isinstance(value, bool):
            raise SettingsError(f"[install] {key} must be {_KINDS[kind]}, and is {value!r}.")
        if key in _FORMS and not re.fullmatch(_FORMS[key][0], str(value)):
            raise SettingsError(f"[install] {key} is {value!r}, and must be {_FORMS[key][1]}.")
    if given.get("api_processes", 0) < 0:
        raise SettingsError(
            f"[install] api_processes is {given['api_processes']}, and cannot be less than 0."
        )
    if given.get("virt_type", "auto") not in _VIRT_TYPES:
        allowed = ", ".join(_VIRT_TYPES)
        raise SettingsError(f"[install] virt_type is {given['virt_type']!r}, and may be {allowed}.")


def _name_of(host: Host | None, controller: str) -> str:
    """A controller's database and broker are found under the name that all its URLs have."""
    return controller if host is None or "controller" in host.roles else host.name


def _addresses(site: Site, controller: str, first: Host) -> dict[str, str]:
    found = {host.name: host.address for host in site.hosts if is_ipv4(host.address)}
    for name, address in site.settings.get("addresses", {}).items():
        if not is_ipv4(address):
            raise SettingsError(f"[install.addresses] {name} = {address!r} is no IPv4 address.")
        found[name] = address
    if first.name in found:
        found.setdefault(controller, found[first.name])
    return found
