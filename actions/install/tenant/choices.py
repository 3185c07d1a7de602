"""What the first tenant is to have: [install.tenant] of the site file, with the guide's names."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from actions.facts.tenant.instance_logins import USER
from actions.install.settings import SettingsError
from actions.model.site import Site

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
_PATH = re.compile(r"/[^\x00-\x1f]*")
_FORMATS = ("qcow2", "raw", "vmdk", "vdi", "vhd", "iso")
_FIRST, _LAST = 8, 40
"""The guide's pool in the provider network, from 220.92.114.8 to 220.92.114.40."""


@dataclass(frozen=True)
class Choices:
    """The first tenant's things by name, checked."""

    image: str = ""
    """The image's file, on the machine that stackmend runs on; empty: Glance has it already."""
    kernel: str = ""
    ramdisk: str = ""
    """For an image that cannot boot by itself; both or neither."""
    image_format: str = ""
    """qcow2, raw, …; empty: raw for a file named so, and else qcow2."""
    image_name: str = "cirros"
    user: str = USER
    """Whom the image lets in over SSH."""
    provider_network: str = "provider"
    physical_network: str = "provider"
    """What Neutron calls it in flat_networks and in the mappings to interfaces."""
    provider_subnet: str = "provider-subnet"
    provider_cidr: str = "203.0.113.0/24"
    provider_gateway: str = ""
    """Empty: the first address."""
    provider_pool: str = ""
    """FIRST-LAST; empty: from the eighth address to the fortieth, as the guide has it."""
    network: str = "selfservice"
    subnet: str = "selfservice"
    cidr: str = "172.16.1.0/24"
    dns: str = "8.8.8.8"
    router: str = "router"
    key: str = "mykey"
    flavor: str = "m1.tiny"
    vcpus: int = 1
    ram: int = 512
    """MiB."""
    disk: int = 1
    """GiB."""
    instance: str = "test-instance"
    volume: str = "test-volume"
    volume_size: int = 1
    """GiB."""

    @property
    def disk_format(self) -> str:
        """Of the image's file."""
        return self.image_format or ("raw" if self.image.endswith(".raw") else "qcow2")

    @property
    def gateway(self) -> str:
        """The provider subnet's gateway."""
        return self.provider_gateway or str(ipaddress.IPv4Network(self.provider_cidr)[1])

    @property
    def pool(self) -> tuple[str, str]:
        """The first and the last address for routers and floating IPs."""
        if self.provider_pool:
            first, _, last = self.provider_pool.partition("-")
            return first.strip(), last.strip()
        network = ipaddress.IPv4Network(self.provider_cidr)
        return str(network[_FIRST]), str(network[_LAST])

    @property
    def own_gateway(self) -> str:
        """The router's address in the tenant's own subnet."""
        return str(ipaddress.IPv4Network(self.cidr)[1])


_TYPES = {field.name: field.type for field in fields(Choices)}
_PATHS = ("image", "kernel", "ramdisk")
_ADDRESSES = ("provider_gateway", "dns")
_NETWORKS = ("provider_cidr", "cidr")


def read(site: Site) -> Choices | None:
    """The choices; None where the site file has no such table. Raises `SettingsError`."""
    given = site.settings.get("tenant")
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise SettingsError(f"[install] tenant must be a table, and is {given!r}.")
    for key, value in given.items():
        _check(key, value)
    chosen = Choices(**given)
    _check_together(chosen)
    return chosen


def _check(key: str, value: Any) -> None:
    if key not in _TYPES:
        raise SettingsError(f"[install.tenant] has no key {key!r}; it has {', '.join(_TYPES)}.")
    if _TYPES[key] == "int":
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise SettingsError(f"[install.tenant] {key} must be a number from 1 on, and is {value!r}.")
        return
    if not isinstance(value, str):
        raise SettingsError(f"[install.tenant] {key} must be a text, and is {value!r}.")
    fits, what = _form(key)
    if value and not fits(value):
        raise SettingsError(f"[install.tenant] {key} is {value!r}, and must be {what}.")


def _form(key: str) -> tuple[Any, str]:
    """Whether a text fits, and what it must be: it goes into requests and into what is shown."""
    if key in _PATHS:
        return _PATH.fullmatch, "a path from /"
    if key in _ADDRESSES:
        return _is_address, "an IPv4 address"
    if key in _NETWORKS:
        return _is_network, "an IPv4 network as 203.0.113.0/24"
    if key == "provider_pool":
        return _is_pool, "two IPv4 addresses as 203.0.113.8-203.0.113.40"
    if key == "image_format":
        return _FORMATS.__contains__, f"one of {', '.join(_FORMATS)}"
    return _NAME.fullmatch, "letters, digits, dots and dashes"


def _check_together(chosen: Choices) -> None:
    if bool(chosen.kernel) != bool(chosen.ramdisk) or (chosen.kernel and not chosen.image):
        raise SettingsError("[install.tenant] kernel and ramdisk go together, and with an image.")
    provider = ipaddress.IPv4Network(chosen.provider_cidr)
    if not chosen.provider_pool and provider.num_addresses <= _LAST + 1:
        raise SettingsError(
            f"[install.tenant] provider_cidr {provider} is too small for the guide's pool: write "
            "provider_pool, two addresses with - between them."
        )
    for address in (chosen.gateway, *chosen.pool):
        if ipaddress.IPv4Address(address) not in provider:
            raise SettingsError(f"[install.tenant] {address} is not in provider_cidr {provider}.")
    first, last = (ipaddress.IPv4Address(address) for address in chosen.pool)
    if not first <= last or first <= ipaddress.IPv4Address(chosen.gateway) <= last:
        raise SettingsError(
            f"[install.tenant] The pool {first}-{last} must go upwards, and not hold the gateway "
            f"{chosen.gateway}."
        )
    if provider.overlaps(ipaddress.IPv4Network(chosen.cidr)):
        raise SettingsError(f"[install.tenant] cidr {chosen.cidr} overlaps provider_cidr {provider}.")


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        return ipaddress.IPv4Network(text).num_addresses >= 4 and "/" in text
    except ValueError:
        return False


def _is_pool(text: str) -> bool:
    parts = [part.strip() for part in text.split("-")]
    return len(parts) == 2 and all(map(_is_address, parts))
