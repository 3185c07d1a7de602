"""Which compute node a host is, by the cells' databases, and by its own file.

A host that was moved to another cell leaves its rows in the first one, so the rows of the cell that
host_mappings names count. Where none does, any cell may have the right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.checks._support import compute_conf, reachability
from actions.checks._support.wording import listed
from actions.deployments.parts import NOVA
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings, compute_host
from actions.facts.nova.cell_mappings import CELL0
from actions.model.fact import Snapshot

WRITES = 66
"""The service version from which on nova-compute writes the file at its first start (2023.1)."""

NEEDS = (
    *reachability.HEARD_NEEDS,
    cell_databases.PROBE,
    cell_mappings.PROBE,
    compute_host.PROBE,
    conf.PROBE,
)
"""What `identities` reads."""


@dataclass(frozen=True)
class Identity:
    """One host that is one compute node."""

    host: str
    """The site file's name."""
    name: str
    """Nova's name of it."""
    uuid: str
    """Its compute node's."""
    path: str
    """Where its file is."""
    found: str
    """What stands there; empty: there is no such file."""


def identities(snapshot: Snapshot) -> Iterable[Identity]:
    """Hosts whose nova-compute writes the file, where it is known and they are one node each."""
    names = reachability.host_names(snapshot)
    for cell, database in snapshot.each(cell_databases.PROBE).items():
        versions = {row.host: row.version for row in database.services if row.binary == NOVA_COMPUTE}
        nodes: dict[str, list[str]] = {}
        for node in database.computes:
            nodes.setdefault(node.host, []).append(node.uuid)
        for name, uuids in nodes.items():
            host = names.host(name)
            if host is None or len(uuids) != 1 or versions.get(name, 0) < WRITES:
                continue
            if cell not in _cells(snapshot, host) or unread(snapshot, host) or _ironic(snapshot, host):
                continue
            path, known = _path(snapshot, host), snapshot.get(compute_host.PROBE, host)
            if path and known is not None:
                yield Identity(host, name, uuids[0], path, known.ids.get(path, ""))


def lost(snapshot: Snapshot) -> list[Identity]:
    """Those whose file is gone, or says another one; two rows of one host tell nothing."""
    found = list(identities(snapshot))
    hosts = [one.host for one in found]
    return [one for one in found if one.found != one.uuid and hosts.count(one.host) == 1]


def unread(snapshot: Snapshot, host: str) -> str:
    """Why it is not known which compute node a host is; empty: the database that has it was read."""
    api = snapshot.get(cell_mappings.PROBE)
    if api is None or api.code:
        return f"Nova's cells could not be read, so nobody knows which compute node {host} is."
    known, own = snapshot.each(cell_databases.PROBE), _cells(snapshot, host)
    closed = [
        cell.name or cell.uuid
        for cell in api.cells
        if cell.uuid in own and (cell.uuid not in known or known[cell.uuid].code)
    ]
    if not closed:
        return ""
    return (
        f"The database of {listed(closed)} could not be read, so nobody knows which compute node "
        f"{host} is."
    )


def _cells(snapshot: Snapshot, host: str) -> frozenset[str]:
    """Those that the host is mapped to; of one that is mapped to none, all."""
    api = snapshot.get(cell_mappings.PROBE)
    every = frozenset(cell.uuid for cell in api.cells) - {CELL0} if api else frozenset()
    return _mapped(snapshot).get(host, every)


@lru_cache(maxsize=2)
def _mapped(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """The cells' UUIDs by the site file's name of each host that is mapped."""
    names, api = reachability.host_names(snapshot), snapshot.get(cell_mappings.PROBE)
    found: dict[str, frozenset[str]] = {}
    for cell in api.cells if api else ():
        for host in {names.host(name) for name in cell.hosts} - {None}:
            found[str(host)] = found.get(str(host), frozenset()) | {cell.uuid}
    return found


def _ironic(snapshot: Snapshot, host: str) -> bool:
    """Ironic's driver has a node for each machine, and writes no file, also where it has but one."""
    return compute_conf.drives(snapshot, host, "ironic")


def _path(snapshot: Snapshot, host: str) -> str:
    """Below nova's state; empty: its deployment does not say, or its configuration moves it."""
    own = conf.conf_of(snapshot, host, NOVA_COMPUTE)
    folder = own.deployment.state.get(NOVA, "") if own else ""
    moved = compute_conf.setting(snapshot, host, "DEFAULT", "state_path")
    if not folder or (moved is not None and moved.value not in ("", folder)):
        return ""
    return f"{folder}/{compute_host.FILE}"
