"""An inventory's hosts as stackmend's: address, login, roles; containers are their physical host's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.model.site import Host
from actions.site.inventory.groups import Inventory, Resolved
from actions.site.inventory.roles import roles_of
from actions.site.inventory.ssh_arguments import SSH_VARIABLES, SshArguments
from actions.site.inventory.templates import Templates, Unfilled

_ADDRESS = ("ansible_ssh_host", "ansible_host")
_PORT = ("ansible_ssh_port", "ansible_port")
_USER = ("ansible_ssh_user", "ansible_user")
"""Where both are set the first counts, as with Ansible."""
_SSH = ("", "ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh", "openstack.osa.ssh")
_LOCAL = ("local", "ansible.builtin.local")
_PASSWORDS = {
    "ansible_password": "logins are by key",
    "ansible_ssh_pass": "logins are by key",
    "ansible_become_password": "sudo must not ask for one",
    "ansible_become_pass": "sudo must not ask for one",
    "ansible_sudo_pass": "sudo must not ask for one",
}
_SOME = 3


class Unusable(ValueError):
    """Why a host cannot be reached with what the inventory says."""


@dataclass
class Found:
    """What an inventory comes to."""

    hosts: tuple[Host, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    """Hosts that cannot be used, and why."""
    passed: dict[str, list[str]] = field(default_factory=dict)
    """What is passed over, with the hosts that say it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence each."""
        return tuple(f"{_some(hosts)}: {what}." for what, hosts in self.passed.items())


def found_hosts(inventory: Inventory) -> Found:
    """The hosts in the order of their appearance; raises ValueError for groups in a circle."""
    resolved = Resolved(inventory)
    found = Found()
    made: dict[str, Host] = {}
    inside: dict[str, set[str]] = {}
    for name in inventory.host_vars:
        roles = frozenset(role for group in resolved.groups(name) for role in roles_of(group))
        variables = resolved.variables(name)
        if physical := _physical(name, variables):
            inside.setdefault(physical, set()).update(roles)
        elif roles or variables.get("ansible_connection") not in _LOCAL:  # else it only deploys
            _make(name, roles, resolved, found, made)
    for name, roles_inside in inside.items():
        if name not in made and name not in found.left_out:
            _make(name, frozenset(), resolved, found, made)
        if name in made:
            made[name] = replace(made[name], roles=made[name].roles | roles_inside)
    found.hosts = tuple(made.values())
    return found


def _make(
    name: str, roles: frozenset[str], resolved: Resolved, found: Found, made: dict[str, Host]
) -> None:
    try:
        made[name] = _host(name, roles, resolved.variables(name), resolved, found)
    except Unusable as error:
        found.left_out[name] = str(error)


def _physical(name: str, variables: Mapping[str, Any]) -> str:
    """The host of a container of openstack-ansible's, which has no SSH of its own."""
    physical = str(variables.get("physical_host") or "")
    return physical if physical != name and not variables.get("is_metal") else ""


def _host(
    name: str, roles: frozenset[str], variables: Mapping[str, Any], resolved: Resolved, found: Found
) -> Host:
    templates = Templates(name, variables, resolved.variables)

    def value(*keys: str) -> str:
        key = next((key for key in keys if variables.get(key) is not None), "")
        if isinstance(variables.get(key), dict):
            raise Unusable(f"{key} is vaulted, and not opened here")
        try:
            return str(templates.filled(variables[key])) if key else ""
        except (Unfilled, LookupError) as error:
            raise Unusable(f"{key} is a template that only Ansible can fill in: {error}") from None

    connection = value("ansible_connection")
    if connection in _LOCAL:
        return Host(name, roles, become=_become(value, ""), connection="local")
    if connection not in _SSH:
        raise Unusable(f"ansible_connection is {connection}, and hosts are reached by SSH")
    port = value(*_PORT) or "0"
    if not port.isdecimal():
        raise Unusable(f"ansible_port {port!r} is no number")
    user = value(*_USER)
    return Host(
        name=name,
        roles=roles,
        address=value(*_ADDRESS),
        port=int(port),
        user=user,
        become=_become(value, user),
        ssh_options=_ssh_options(name, variables, templates, found),
    )


def _become(value: Any, user: str) -> str:
    method = value("ansible_become_method") or "sudo"
    become = value("ansible_become").lower()
    if become in ("false", "no", "0", "off") or (user == "root" and not become):
        return "none"
    if method.removeprefix("ansible.builtin.") != "sudo":
        raise Unusable(f"ansible_become_method must be sudo, and is {method}")
    return "sudo"


def _ssh_options(
    name: str, variables: Mapping[str, Any], templates: Templates, found: Found
) -> tuple[str, ...]:
    """What ssh is told beside; what cannot be used is noted."""
    known: dict[str, Any] = {}
    for key in (key for key in variables if key in SSH_VARIABLES):
        try:
            known[key] = templates.filled(variables[key])
        except (Unfilled, LookupError) as error:
            note = f"{key} is passed over, for only Ansible can fill in its template: {error}"
            found.passed.setdefault(note, []).append(name)
    arguments = SshArguments(known)
    for option in arguments.passed:
        why = " (host keys are always checked)" if "HostKey" in option or "KnownHosts" in option else ""
        found.passed.setdefault(f"ssh's {option} is passed over{why}", []).append(name)
    for key in (key for key in _PASSWORDS if variables.get(key)):
        found.passed.setdefault(f"{key} is passed over: {_PASSWORDS[key]}", []).append(name)
    return tuple(arguments.options)


def _some(hosts: list[str]) -> str:
    more = len(hosts) - _SOME
    return ", ".join(hosts[:_SOME]) + (f" and {more} more" if more > 0 else "")
