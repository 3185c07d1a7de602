"""An Ansible inventory read as hosts with roles; INI and YAML, without importing Ansible.

Group names are those of kolla-ansible and openstack-ansible. Variables come from the inventory alone
(not from group_vars); keys and jump hosts belong in ~/.ssh/config.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.model.site import Host

GROUPS: Mapping[str, tuple[str, ...]] = {
    "controller": (
        "control", "controller", "controllers", "nova-api", "nova-conductor", "nova-scheduler",
        "nova_api_os_compute", "nova_conductor", "nova_scheduler", "compute-infra_hosts",
        "infra_hosts", "os-infra_hosts",
    ),
    "compute": ("compute", "computes", "compute_hosts", "nova-compute", "nova_compute"),
    "network": (
        "network", "network_hosts", "network-infra_hosts", "neutron-server", "neutron_server",
        "neutron-l3-agent", "neutron_l3_agent", "neutron-dhcp-agent", "neutron_dhcp_agent",
    ),
    "storage": ("storage", "storage_hosts", "cinder-volume", "cinder_volume"),
    "database": ("mariadb", "galera", "galera_all", "mysql"),
    "messaging": ("rabbitmq", "rabbitmq_all", "oslomsg_rpc_all"),
}  # fmt: skip
"""The groups whose hosts hold each role."""

_MOST = 10000
"""Hosts of one range; more are a slip of the finger, and would fill the memory."""


@dataclass
class _Group:
    hosts: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    vars: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Inventory:
    groups: dict[str, _Group] = field(default_factory=dict)
    host_vars: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the host's name, in the order of appearance."""

    def group(self, name: str) -> _Group:
        return self.groups.setdefault(name, _Group())

    def add_host(self, group: str, name: str, variables: Mapping[str, Any]) -> None:
        self.host_vars.setdefault(name, {}).update(variables)
        if name not in (hosts := self.group(group).hosts):
            hosts.append(name)


def read_inventory(text: str, yaml: bool) -> tuple[Host, ...]:
    """The hosts in the order of the file; raises ValueError with a sentence that says what is wrong.

    This machine itself is one of them where it has a role: else it is only what deploys the others.
    """
    inventory = _from_yaml(text) if yaml else _from_ini(text)
    members = {name: set(_members(inventory, name, ())) for name in inventory.groups}
    named = {name: _variables(inventory, members, name) for name in inventory.host_vars}
    return tuple(
        _host(name, variables, members)
        for name, variables in named.items()
        if variables.get("ansible_connection") != "local" or _roles(name, members)
    )


def _host(name: str, variables: Mapping[str, Any], members: Mapping[str, set[str]]) -> Host:
    for key in ("ansible_host", "ansible_user", "ansible_port"):
        if "{{" in str(variables.get(key, "")):
            raise ValueError(f"{name}: {key} is a template, which only Ansible itself can fill in.")
    if variables.get("ansible_become_method", "sudo") != "sudo":
        raise ValueError(f"{name}: ansible_become_method must be sudo.")
    port = str(variables.get("ansible_port", 0))
    if not port.isdigit():
        raise ValueError(f"{name}: ansible_port {port!r} is no number.")
    become = str(variables.get("ansible_become", "true")).lower() in ("true", "yes", "1", "on")
    return Host(
        name=name,
        roles=_roles(name, members),
        address=str(variables.get("ansible_host", "")),
        port=int(port),
        user=str(variables.get("ansible_user", "")),
        become="sudo" if become else "none",
        connection="local" if variables.get("ansible_connection") == "local" else "ssh",
    )


def _roles(name: str, members: Mapping[str, set[str]]) -> frozenset[str]:
    return frozenset(
        role for role, groups in GROUPS.items() if any(name in members.get(g, ()) for g in groups)
    )


def _members(inventory: _Inventory, name: str, above: tuple[str, ...]) -> Iterator[str]:
    if name in above:
        raise ValueError(f"group {name} is its own child: {' > '.join((*above, name))}.")
    group = inventory.groups.get(name, _Group())
    yield from group.hosts
    for child in group.children:
        yield from _members(inventory, child, (*above, name))


def _variables(inventory: _Inventory, members: Mapping[str, set[str]], host: str) -> dict[str, Any]:
    """The host's own variables over those of its groups: the smaller group over the larger."""
    mine = sorted((g for g in members if host in members[g]), key=lambda g: -len(members[g]))
    found: dict[str, Any] = dict(inventory.group("all").vars)
    for group in mine:
        found |= inventory.groups[group].vars
    return found | inventory.host_vars[host]


_KINDS: Mapping[type, str] = {
    bool: "true or false",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "a text",
}


# An INI inventory: [group], [group:children], [group:vars], and lines of a host and its variables.


def _from_ini(text: str) -> _Inventory:
    inventory = _Inventory()
    section, kind = "ungrouped", "hosts"
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        head = re.fullmatch(r"\[([^]:]+)(?::(\w+))?\]\s*(?:#.*)?", line)
        if head:
            section, kind = head[1].strip(), head[2] or "hosts"
            inventory.group(section)
            if kind not in ("hosts", "children", "vars"):
                raise ValueError(f"line {number}: [{section}:{kind}] is none of Ansible's sections.")
        elif kind == "vars":
            key, _, value = line.partition("=")
            inventory.group(section).vars[key.strip()] = value.strip().strip("\"'")
        elif kind == "children":
            inventory.group(section).children.append(line.split()[0])
        else:
            _ini_hosts(inventory, section, line, number)
    return inventory


def _ini_hosts(inventory: _Inventory, group: str, line: str, number: int) -> None:
    try:
        name, *words = shlex.split(line, comments=True)
    except ValueError as error:
        raise ValueError(f"line {number} is not readable as a host: {error}.") from None
    if not all("=" in word for word in words):  # not repeated: it may be the end of a password
        raise ValueError(
            f"line {number}: expected key=value after the host; a value with blanks needs quotes."
        )
    variables: dict[str, Any] = dict(word.split("=", 1) for word in words)
    with_port = re.fullmatch(r"([^:\[\]]+):(\d+)", name)
    if with_port:
        name, variables["ansible_port"] = with_port[1], with_port[2]
    for one in _expanded(name):
        inventory.add_host(group, one, variables)


def _expanded(pattern: str) -> Iterator[str]:
    """web[01:03] is web01, web02, web03; [a:c] counts letters, a third number is the stride."""
    match = re.search(r"\[(\w+):(\w+)(?::(\d+))?\]", pattern)
    if match is None:
        yield pattern
        return
    start, end, stride = match[1], match[2], int(match[3] or 1) or 1
    if start.isdigit() and end.isdigit():
        if int(end) - int(start) >= _MOST * stride:
            raise ValueError(f"{pattern}: a range of more than {_MOST} hosts.")
        counted = [str(n).zfill(len(start)) for n in range(int(start), int(end) + 1, stride)]
    elif len(start) == len(end) == 1:
        counted = [chr(n) for n in range(ord(start), ord(end) + 1, stride)]
    else:
        raise ValueError(f"{pattern}: {match[0]} is no range that Ansible knows.")
    for one in counted:
        yield from _expanded(pattern[: match.start()] + one + pattern[match.end() :])


# A YAML inventory: groups with hosts, children and vars; or openstack-ansible's JSON, with _meta.


def _from_yaml(text: str) -> _Inventory:
    from actions.formats.yaml_text import read_yaml

    inventory = _Inventory()
    content = read_yaml(text)
    if content is not None and not isinstance(content, dict):
        raise ValueError(f"{_other(content)}, and is no inventory: that has groups with their hosts.")
    for name, group in _table(content, "the inventory").items():
        if name == "_meta":
            hostvars = _table(_table(group, "_meta").get("hostvars"), "_meta.hostvars")
            for host, variables in hostvars.items():
                inventory.host_vars.setdefault(str(host), {}).update(_table(variables, str(host)))
        else:
            _yaml_group(inventory, str(name), group)
    return inventory


def _other(content: Any) -> str:
    """What a YAML file is that is no mapping."""
    if isinstance(content, list) and any("hosts" in one for one in content if isinstance(one, dict)):
        return "it is a playbook"
    return f"it is {_KINDS.get(type(content), 'something else')}"


def _yaml_group(inventory: _Inventory, name: str, group: Any) -> None:
    group = _table(group, f"group {name}")
    mine = inventory.group(name)
    mine.vars.update(_table(group.get("vars"), f"{name}.vars"))
    for pattern, variables in _table(group.get("hosts"), f"{name}.hosts").items():
        for host in _expanded(str(pattern)):
            inventory.add_host(name, host, _table(variables, str(host)))
    for child, content in _table(group.get("children"), f"{name}.children").items():
        mine.children.append(str(child))
        _yaml_group(inventory, str(child), content)


def _table(value: Any, what: str) -> dict[Any, Any]:
    """A mapping; a list is one of names without content, and nothing is an empty one."""
    if value is None:
        return {}
    if isinstance(value, list) and all(isinstance(name, str | int) for name in value):
        return dict.fromkeys(str(name) for name in value)
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be a mapping, and is {_KINDS.get(type(value), 'none')}.")
    return value
