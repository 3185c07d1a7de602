"""[install.neutron] of the site file, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.deployments.parts import LINUX_BRIDGE, OPEN_VSWITCH, OVN
from actions.formats.ipv4 import is_ipv4
from actions.install import settings
from actions.install.settings import SettingsError
from actions.model.site import Site

SYSTEM, NETDEV = "system", "netdev"

_TABLE = "[install.neutron]"
_OVERLAY = "overlay_addresses"
_INTERFACE = re.compile(r"[A-Za-z0-9_.-]{1,15}")
_NETWORK = re.compile(r"[A-Za-z0-9_-]+")
_MECHANISMS = (LINUX_BRIDGE, OPEN_VSWITCH, OVN)
_KEYS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "mechanism": (re.compile("|".join(_MECHANISMS)), f"{LINUX_BRIDGE}, {OPEN_VSWITCH} or {OVN}"),
    "provider_interface": (_INTERFACE, "an interface's name, as `ip link` shows it"),
    "provider_network": (_NETWORK, "letters, digits, dashes and underscores"),
    "datapath": (re.compile(f"{SYSTEM}|{NETDEV}"), f"{SYSTEM} or {NETDEV}"),
}


@dataclass(frozen=True)
class Choices:
    """How the site's networks are made."""

    provider_interface: str
    """The interface of network hosts that leads to the provider network; it has no address."""
    mechanism: str = ""
    """linuxbridge, as the guide has it, openvswitch or ovn; empty: as is usual on the hosts' system."""
    provider_network: str = "provider"
    """What Neutron calls the physical network behind that interface."""
    datapath: str = SYSTEM
    """Open vSwitch's: the kernel's (system), or its own where the kernel has none (netdev)."""
    overlay_addresses: Mapping[str, str] = field(default_factory=dict)
    """By host: its end of the tunnels, where another network than the management one carries them."""


def overlay_address(site: Site, host: str) -> str:
    """A host's end of the tunnels: its management address, or its own; raises `SettingsError`."""
    return read(site).overlay_addresses.get(host) or settings.read(site).address(host)


def _check_overlay(site: Site, given: object) -> None:
    if not isinstance(given, dict):
        raise SettingsError(f"{_TABLE} {_OVERLAY} must be a table, and is {given!r}.")
    for name, address in given.items():
        if name not in (host.name for host in site.hosts):
            raise SettingsError(f"[install.neutron.{_OVERLAY}] {name} is no host of the site file.")
        if not is_ipv4(address):
            raise SettingsError(
                f"[install.neutron.{_OVERLAY}] {name} = {address!r} is no IPv4 address."
            )


def read(site: Site) -> Choices:
    """The choices of a site; raises `SettingsError`."""
    given: Mapping[str, Any] = site.settings.get("neutron", {})
    for key, value in given.items():
        if key == _OVERLAY:
            _check_overlay(site, value)
            continue
        if key not in _KEYS:
            raise SettingsError(f"{_TABLE} has no key {key!r}; it has {', '.join((*_KEYS, _OVERLAY))}.")
        form, words = _KEYS[key]
        if not isinstance(value, str) or not form.fullmatch(value):
            raise SettingsError(f"{_TABLE} {key} is {value!r}, and must be {words}.")
    if "provider_interface" not in given:
        raise SettingsError(
            f"{_TABLE} of the site file must name the provider_interface: the interface of the "
            "network hosts that leads to the outer network and has no address of its own."
        )
    return Choices(**given)
