"""Groups, hosts and variables of an inventory, and which variable counts: Ansible's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ALL = "all"


@dataclass
class Group:
    """A group as it was written."""

    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    vars: dict[str, Any] = field(default_factory=dict)
    file_vars: dict[str, Any] = field(default_factory=dict)
    """Of group_vars/: they count over those of any group's own text."""


@dataclass
class Inventory:
    """What all files together say."""

    groups: dict[str, Group] = field(default_factory=dict)
    host_vars: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the host's name, in the order of appearance."""
    host_file_vars: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of host_vars/."""

    def group(self, name: str) -> Group:
        """The group of that name, made if need be."""
        return self.groups.setdefault(name, Group())

    def add_host(self, group: str, name: str, variables: Mapping[str, Any]) -> None:
        """A host of a group; what is said of it later counts."""
        self.host_vars.setdefault(name, {}).update(variables)
        self.group(group).hosts[name] = None


class Resolved:
    """Which groups a host is in, and the value of each of its variables.

    Ansible's order (inventory/group.py, vars/manager.py): all, then the groups by their depth below
    it, by ansible_group_priority, by name; then group_vars/ in that order, so that all's there counts
    over what any group says of itself; the host's over all.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._above: dict[str, set[str]] = {}
        for name, group in inventory.groups.items():
            for child in group.children:
                self._above.setdefault(child, set()).add(name)
        for name in inventory.groups:
            _refuse_circle(inventory, name, ())
        self._depths: dict[str, int] = {}
        self._of_host: dict[str, set[str]] = {name: set() for name in inventory.host_vars}
        for name, group in inventory.groups.items():
            for host in group.hosts:
                self._of_host.setdefault(host, set()).update((name, *self._ancestors(name)))

    def groups(self, host: str) -> tuple[str, ...]:
        """Its groups but all, those first whose variables count least."""
        mine = self._of_host.get(host, set()) - {ALL}
        return tuple(sorted(mine, key=lambda g: (self._depth(g), self._priority(g), g)))

    def variables(self, host: str) -> dict[str, Any]:
        """All that is set for a host, templates as they are written."""
        every = self._inventory.groups.get(ALL, Group())
        mine = [self._inventory.groups[name] for name in self.groups(host)]
        own = self._inventory.host_vars.get(host, {})
        layers: Iterable[Mapping[str, Any]] = (
            every.vars,
            *(group.vars for group in mine),
            every.file_vars,
            *(group.file_vars for group in mine),
            own,
            self._inventory.host_file_vars.get(host, {}),
        )
        return {key: value for layer in layers for key, value in layer.items()}

    def _ancestors(self, name: str) -> Iterator[str]:
        for above in self._above.get(name, ()):
            yield above
            yield from self._ancestors(above)

    def _depth(self, name: str) -> int:
        """The longest way down from all."""
        if name not in self._depths:
            above = self._above.get(name, set()) - {ALL}
            self._depths[name] = 1 + max((self._depth(one) for one in above), default=0)
        return self._depths[name]

    def _priority(self, name: str) -> int:
        given = str(self._inventory.groups[name].vars.get("ansible_group_priority", 1))
        return int(given) if given.lstrip("-").isdigit() else 1


def _refuse_circle(inventory: Inventory, name: str, above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"group {name} is its own child: {' > '.join((*above, name))}.")
    for child in inventory.groups.get(name, Group()).children:
        _refuse_circle(inventory, child, (*above, name))
