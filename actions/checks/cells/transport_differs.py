"""nova.conf's transport URL is not the one that the cell's mapping holds.

The mapping's is a copy from the time of create_cell. nova-api and the superconductor send to the
mapping's queue, the cell's own services listen at nova.conf's: with two brokers or virtual hosts the
calls time out ("MessagingTimeout: Timed out waiting for a reply to message ID").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from actions.checks._support import cells, message_logins, reachability
from actions.checks._support.entities import broker_account
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count, listed
from actions.deployments.services import NOVA_COMPUTE, NOVA_CONDUCTOR
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import HostConf
from actions.facts.nova import cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CellMapping
from actions.formats.url import RABBIT_PORT, Url, expanded
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "transport-differs"
_FEWER = "it names only"
"""Of the mapping's brokers: it works until those are down."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each cell and each way of differing, with the hosts."""
    found = conf.nova_conf(snapshot)
    if found is None:
        return
    names, filling = Names.of(snapshot), found.file.value("DEFAULT", "transport_url")
    ways: dict[tuple[str, str], str] = {}
    groups: dict[tuple[str, str, str], list[str]] = {}
    for own, cell in _cells_of_hosts(snapshot, names):
        text = own.file.value("DEFAULT", "transport_url")
        if (cell.uuid, text) not in ways:
            stored = Url.parse(expanded(cell.transport_url.reveal(), filling))
            used = Url.parse(text)
            ways[cell.uuid, text] = _differs(names, used, stored) if used and stored else ""
        if ways[cell.uuid, text]:
            groups.setdefault((cell.uuid, ways[cell.uuid, text], own.path), []).append(own.host)
    known = {cell.uuid: cell for cell in cells.real(snapshot)}
    cell_conf = conf.cell_conf(snapshot)
    for (uuid, how, path), hosts in groups.items():
        cell = known[uuid]
        says = (
            f"The transport URL in {path} on {listed(hosts)} is not that in the mapping of "
            f"{cells.named(cell)} ({how})"
        )
        decides = cell_conf is not None and cell_conf.host in hosts and cell_conf.path == path
        if decides and cells.described(snapshot, cell):
            says += ": the stored copy is old, if nova.conf is right."
            yield _finding(cell, how, says, "remap-cell", cell.uuid)
        else:
            says += ": set the cell's own there, and restart nova's services."
            yield replace(_finding(cell, how, says), entity=_file(snapshot, hosts[0], path))


def _finding(cell: CellMapping, how: str, says: str, action: str = "", target: str = "") -> Finding:
    about = Entity(Kind.CELL, cell.uuid)
    severity = Severity.WARNING if how.startswith(_FEWER) else Severity.CRITICAL
    return Finding(CODE, severity, cells.named(cell), says, action, target, entity=about)


def _file(snapshot: Snapshot, host: str, path: str) -> Entity | None:
    """What a broker that refuses what that file alone has is told of, too."""
    own = (snapshot.get(conf.PROBE, host) or {}).get(path)
    url = own.url("DEFAULT", "transport_url") if own else None
    if url is None:
        return None
    return message_logins.of_file(snapshot, broker_account(snapshot, url), host, path)


def _cells_of_hosts(snapshot: Snapshot, names: Names) -> Iterator[tuple[HostConf, CellMapping]]:
    """Each nova.conf, and the cell its host works for: it is mapped to it, or uses its database."""
    real = cells.real(snapshot)
    mapped = {names.host(name): cell for cell in real for name in cell.hosts}
    urls = ((cell, cell_databases.database_url(snapshot, cell.uuid)) for cell in real)
    places = {names.place(url): cell for cell, url in urls if url is not None}
    for host in snapshot.each(conf.PROBE):
        some = (conf.conf_of(snapshot, host, service) for service in (NOVA_CONDUCTOR, NOVA_COMPUTE))
        found = {own.path: own for own in some if own is not None}
        named = (own.file.url("database", "connection") for own in found.values())
        url = next(filter(None, named), None)
        cell = mapped.get(host) or (places.get(names.place(url)) if url else None)
        if cell is not None:
            yield from ((own, cell) for own in found.values())


def _differs(names: Names, used: Url, stored: Url) -> str:
    """Which parts differ, in words without a secret; empty: none."""
    parts: dict[str, Callable[[Url], object]] = {
        "brokers": lambda url: names.place(url, RABBIT_PORT)[:2],
        "passwords": lambda url: url.login[1],
        "users": lambda url: url.login[0],
        "virtual hosts": lambda url: url.virtual_host,
    }
    differ = [name for name, part in parts.items() if _all(used, part) != _all(stored, part)]
    mine, all_ = (_all(url, parts["brokers"]) for url in (used, stored))
    if differ == ["brokers"] and mine < all_:
        return f"{_FEWER} {len(mine)} of {count(len(all_), 'broker')}"
    return f"{listed(differ)} differ" if differ else ""


def _all(url: Url, part: Callable[[Url], object]) -> set[object]:
    """Of all its places, in whatever order: each controller may name its own first."""
    return {part(place) for place in (url, *url.others)}


CHECK = Check(
    CODE,
    "Transport URLs that differ",
    (*reachability.HEARD_NEEDS, cell_mappings.PROBE, conf.PROBE, units.PROBE),
    find,
    Area.CELLS,
)
