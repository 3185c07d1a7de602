"""Which compute node a host is, by the cells' databases, and by its own file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.checks._support import compute_conf, reachability
from actions.deployments.parts import NOVA
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, compute_host
from actions.model.fact import Snapshot

WRITES = 66
"""The service version from which on nova-compute writes the file at its first start (2023.1)."""

NEEDS = (*reachability.HEARD_NEEDS, cell_databases.PROBE, compute_host.PROBE, conf.PROBE)
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
    for database in snapshot.each(cell_databases.PROBE).values():
        versions = {row.host: row.version for row in database.services if row.binary == NOVA_COMPUTE}
        nodes: dict[str, list[str]] = {}
        for node in database.computes:
            nodes.setdefault(node.host, []).append(node.uuid)
        for name, uuids in nodes.items():
            host = names.host(name)
            if host is None or len(uuids) != 1 or versions.get(name, 0) < WRITES:
                continue  # ironic's has many nodes, and no file
            path, known = _path(snapshot, host), snapshot.get(compute_host.PROBE, host)
            if path and known is not None:
                yield Identity(host, name, uuids[0], path, known.ids.get(path, ""))


def lost(snapshot: Snapshot) -> list[Identity]:
    """Those whose file is gone, or says another one; two rows of one host tell nothing."""
    found = list(identities(snapshot))
    hosts = [one.host for one in found]
    return [one for one in found if one.found != one.uuid and hosts.count(one.host) == 1]


def _path(snapshot: Snapshot, host: str) -> str:
    """Below nova's state; empty: its deployment does not say, or its configuration moves it."""
    own = conf.conf_of(snapshot, host, NOVA_COMPUTE)
    folder = own.deployment.state.get(NOVA, "") if own else ""
    moved = compute_conf.setting(snapshot, host, "DEFAULT", "state_path")
    if not folder or (moved is not None and moved.value not in ("", folder)):
        return ""
    return f"{folder}/{compute_host.FILE}"
