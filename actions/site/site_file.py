"""The operator's site file: which hosts there are, what they are for, and how to reach them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from actions.formats.suggest import suggest
from actions.model.errors import SiteError
from actions.model.invocation import Invocation
from actions.model.site import Host, Site
from actions.site.paths import config_dir, expanded

__all__ = [
    "BECOME",
    "CONNECTIONS",
    "ROLES",
    "SiteError",
    "check_names",
    "default_site_path",
    "load_site",
]

ROLES = ("controller", "compute", "network", "storage", "database", "messaging")
"""What a host may be for."""

BECOME = ("sudo", "none")
"""How a host's user becomes root: sudo without a password, or not at all because it is root."""

CONNECTIONS = ("ssh", "local")
"""How a host is reached: over SSH, or not at all because it is this machine itself."""

_OWN = "localhost"
"""The one name that is every machine's own."""

_SITE_KEYS: Mapping[str, type] = {
    "name": str,
    "cloud": str,
    "clouds_file": str,
    "ssh_config": str,
    "simulated": bool,
    "hosts": dict,
    "install": dict,
}
_HOST_KEYS: Mapping[str, type] = {
    "address": str,
    "port": int,
    "user": str,
    "become": str,
    "connection": str,
    "roles": list,
}
_TYPES = {str: "a text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_ADDRESS = re.compile(r"[A-Za-z0-9_:][A-Za-z0-9_.:%-]*")
_USER = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.@+\\-]*[A-Za-z0-9_.@+-])?")
"""A directory's too, USER@DOMAIN or DOMAIN\\USER; ssh takes none that ends with a backslash."""


def default_site_path() -> Path:
    """$STACKMEND_SITE, or site.toml in the configuration folder."""
    named = os.environ.get("STACKMEND_SITE")
    return expanded(named) if named else config_dir() / "site.toml"


def load_site(path: Path) -> Site:
    """Read a site file (.toml) or an Ansible inventory (any other, or a folder); raises `SiteError`."""
    try:
        return _site(path) if path.suffix == ".toml" else _from_inventory(path)
    except FileNotFoundError:
        raise SiteError(f"{path} does not exist{_first(path)}.") from None
    except (OSError, UnicodeDecodeError) as error:
        file = getattr(error, "filename", None) or path
        raise SiteError(
            f"{file} cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from None
    except ValueError as error:
        raise SiteError(f"{path}: {error}") from None
    except RecursionError:
        raise SiteError(f"{path}: it is nested too deep.") from None


def _first(path: Path) -> str:
    """The command that writes a first site file there."""
    if path.suffix != ".toml":
        return ""
    if path == default_site_path():
        begin, write = Invocation(cloud="NAME").console, Invocation().command("init")
        return f"; `{begin}` needs none on a cloud of clouds.yaml, and `{write}` writes one"
    command = Invocation(site=str(path.absolute())).command("init")
    return f"; `{command}` writes a first site file"


def _site(path: Path) -> Site:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    _checked(table, _SITE_KEYS, "the site")
    hosts = tuple(_host(name, settings) for name, settings in table.get("hosts", {}).items())
    if not table.get("name"):
        raise ValueError('the site\'s name is missing: write name = "..." at the top.')
    return Site(
        name=table["name"],
        hosts=hosts,
        cloud=table.get("cloud", ""),
        path=str(path.absolute()),
        clouds_file=_beside(path, table.get("clouds_file", "")),
        ssh_config=_beside(path, table.get("ssh_config", "")),
        simulated=table.get("simulated", False),
        settings=table.get("install", {}),
    )


def _from_inventory(path: Path) -> Site:
    from actions.site.ansible_inventory import read_inventory

    found = read_inventory(path)
    wrong = {host.name: why for host in found.hosts if (why := _wrong(host))}
    hosts = tuple(host for host in found.hosts if host.name not in wrong)
    left_out = found.left_out | wrong
    if not hosts:
        why = "; ".join(f"{name}: {why}" for name, why in left_out.items())
        raise ValueError(
            "it is no TOML site file (.toml), and as an Ansible inventory it has no host"
            f"{f' that can be used: {why}' if why else ''}."
        )
    return Site(
        name=path.stem,
        hosts=hosts,
        path=str(path.absolute()),
        left_out=left_out,
        notes=found.notes,
    )


def _host(name: str, settings: Any) -> Host:
    if not isinstance(settings, dict):
        raise ValueError(f"[hosts.{name}] must be a table.")
    where = f"[hosts.{name}]"
    _checked(settings, _HOST_KEYS, where)
    roles = settings.get("roles", [])
    for role in roles:
        _one_of(role, ROLES, f"{where} roles")
    _one_of(settings.get("become", "sudo"), BECOME, f"{where} become")
    elsewhere = name != _OWN or any(settings.get(key) for key in ("address", "port", "user"))
    connection = settings.get("connection", "ssh" if elsewhere else "local")
    _one_of(connection, CONNECTIONS, f"{where} connection")
    host = Host(
        name=name,
        roles=frozenset(roles),
        address=settings.get("address", ""),
        port=settings.get("port", 0),
        user=settings.get("user", ""),
        become=settings.get("become", "sudo"),
        connection=connection,
    )
    check_names(host)
    return host


def check_names(host: Host) -> None:
    """Raise ValueError for a name, an address, a user or a port that is none."""
    if why := _wrong(host):
        raise ValueError(f"{host.name}: {why}." if _NAME.fullmatch(host.name) else f"{why}.")


def _wrong(host: Host) -> str:
    """What of a host is no name, address, user or port; empty: nothing.

    With a dash in front, it would be an option to ssh.
    """
    if not _NAME.fullmatch(host.name):
        return f"{host.name!r} is no host's name: letters, digits, dots, dashes"
    if host.address and not _ADDRESS.fullmatch(host.address):
        return f"{host.address!r} is no address: a name or an IP address"
    if host.user and not _USER.fullmatch(host.user):
        return f"{host.user!r} is no user's name"
    if not 0 <= host.port <= 65535:
        return f"port {host.port} is not between 1 and 65535"
    return ""


def _checked(table: Mapping[str, Any], keys: Mapping[str, type], where: str) -> None:
    for key, value in table.items():
        _one_of(key, keys, where, what="key")
        wanted = keys[key]
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise ValueError(f"{where}: {key} must be {_TYPES[wanted]}, and is {value!r}.")


def _one_of(value: Any, allowed: Iterable[str], where: str, what: str = "value") -> None:
    allowed = tuple(allowed)
    if value in allowed:
        return
    meant = suggest(str(value), allowed, 1)
    raise ValueError(f"{where}: unknown {what} {value!r}; allowed: {', '.join(allowed)}.{meant}")


def _beside(path: Path, name: str) -> str:
    """A file named in the site file: relative to it, ~ for the home folder."""
    return str(path.absolute().parent / expanded(name)) if name else ""
