"""What runs a service where others than Debian's packages brought it: its unit's other names."""

from __future__ import annotations

import re

PATTERNS = ("openstack-*", "kolla-*-container", "tripleo_*", "edpm_*", "devstack@*")
"""RDO, kolla-ansible, TripleO and its successor, DevStack."""

_DEVSTACK = {
    "cinder-backup": "c-bak",
    "cinder-scheduler": "c-sch",
    "cinder-volume": "c-vol",
    "neutron-dhcp-agent": "q-dhcp",
    "neutron-l3-agent": "q-l3",
    "neutron-metadata-agent": "q-meta",
    "neutron-openvswitch-agent": "q-agt",
    "neutron-ovn-metadata-agent": "q-ovn-metadata-agent",
    "nova-compute": "n-cpu",
    "nova-conductor": "n-super-cond",
    "nova-scheduler": "n-sch",
}
_SHORTER = {"rabbitmq-server": "rabbitmq"}
"""Containers whose name is not the binary's."""
_CONTAINER = re.compile(r"kolla-(.+)-container|(?:tripleo|edpm)_(.+)")


def names_of(binary: str) -> tuple[str, ...]:
    """The names under which units run a binary, Debian's own first."""
    container = _SHORTER.get(binary, binary).replace("-", "_")
    found = [binary, f"openstack-{binary}", f"kolla-{container}-container"]
    found += [f"tripleo_{container}", f"edpm_{container}"]
    if binary in _DEVSTACK:
        found.append(f"devstack@{_DEVSTACK[binary]}")
    return tuple(found)


def binary_of(unit: str) -> str:
    """The binary that a unit of that name runs."""
    if unit.startswith("openstack-"):
        return unit.removeprefix("openstack-")
    if unit.startswith("devstack@"):
        short = unit.removeprefix("devstack@")
        return next((binary for binary, name in _DEVSTACK.items() if name == short), unit)
    match = _CONTAINER.fullmatch(unit)
    if match is None:
        return unit
    container = match[1] or match[2]
    longer = {name: binary for binary, name in _SHORTER.items()}
    return longer.get(container, container.replace("_", "-"))
