"""What several checks ask of the cells: which database each really has, and who is in which."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from actions.checks._support.database_errors import KNOWN, answered
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import DENIED
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings, compute_services
from actions.facts.nova.cell_databases import CellDatabase
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.formats.url import Url
from actions.model.entity import Entity, Kind, service
from actions.model.fact import Snapshot

UNKNOWN_HOST = 2005
"""The client's own number for a name that has no address; nothing is said of any server by it."""


def named(cell: CellMapping) -> str:
    """A cell's name, or its UUID where it has none."""
    return cell.name or cell.uuid


def titled(cell: CellMapping) -> str:
    """A cell's name and its UUID."""
    return f"{cell.name} ({cell.uuid})" if cell.name else f"The unnamed cell {cell.uuid}"


def archived(tool: str) -> str:
    """How mappings of deleted instances go, as nova-manage of each release does it."""
    return (
        f"`{tool} db archive_deleted_rows --until-complete --all-cells` as nova (before Train without "
        "--all-cells, once with each cell's own [database])"
    )


def closed(url: Url, database: CellDatabase, tool: str) -> str:
    """Why a mapping's database does not open, and by which of MySQL's error numbers one can tell.

    `tool`: how nova-manage is called.
    """
    code = database.code
    if code == UNKNOWN_HOST and not url.torn:
        return database.error  # it says which host was asked, and by which line
    if code == 1045 and not url.torn:
        return f"{_why(url, code, tool)}: {DENIED}"
    return f"{_why(url, code, tool)} (MySQL says {code})"


def _why(url: Url, code: int, tool: str) -> str:
    if url.torn:
        return "its password holds a bare @, and what follows was taken for a host"
    if code in _CLOSED:
        return _CLOSED[code].format(url, tool)
    known = KNOWN.get(code)
    if known is not None:
        who = f"the account {url.login[0]} on {url.host}" if known.account else url.host
        return f"{who} {known.says}"
    if answered(code):
        return f"{url.host} answers with an error"
    return f"the server {url.host} cannot be reached"


_CLOSED = {
    1044: "{0.path} on {0.host} is missing, or not granted to {0.user}",
    1045: "{0.host} refuses the stored password of {0.user}",
    1049: "{0.path} does not exist on {0.host}",
    3159: "{0.host} takes no connection without TLS, and the stored URL names no ssl_ca",
    1054: "the tables of {0.path} on {0.host} are older than the installed nova: `{1} db sync`",
    1146: "{0.path} on {0.host} has not nova's tables, which `{1} db sync` makes",
}


def real(snapshot: Snapshot) -> tuple[CellMapping, ...]:
    """The cells that hold hosts: all but cell0, by row id."""
    api = snapshot.get(cell_mappings.PROBE)
    return tuple(cell for cell in api.cells if cell.uuid != CELL0) if api else ()


def on_postgresql(snapshot: Snapshot, url: Url | None) -> bool:
    """A mapping's database is PostgreSQL's, as nova.conf's own: nova ran on it, and we do not look."""
    own = conf.nova_url(snapshot, "database")
    return url is not None and url.postgresql and own is not None and own[1].postgresql


def described(snapshot: Snapshot, cell: CellMapping) -> bool:
    """The first controller's nova-conductor is that cell's: its [database] names the cell's schema."""
    own = conf.cell_conf(snapshot)
    url = own.file.url("database", "connection") if own else None
    stored = cell_databases.database_url(snapshot, cell.uuid)
    if url is None or stored is None or url.path != stored.path:
        return False
    return not rivals(snapshot, cell, url)


def rivals(snapshot: Snapshot, cell: CellMapping, own: Url) -> tuple[CellMapping, ...]:
    """The other cells whose [database] nova.conf's may be, where this one is mapped elsewhere.

    A schema's name tells one cell alone: TripleO's cells all have `nova`, each on a server of its own.
    """
    names, stored = Names.of(snapshot), cell_databases.database_url(snapshot, cell.uuid)
    if stored is None or names.place(stored) == names.place(own):
        return ()
    return tuple(
        other
        for other in real(snapshot)
        if other.uuid != cell.uuid
        and (url := cell_databases.database_url(snapshot, other.uuid)) is not None
        and url.path == own.path
    )


def same_database(snapshot: Snapshot, names: Names, one: CellMapping, other: CellMapping) -> bool:
    """By their URLs, or by what is read at both where the URLs differ."""
    urls = [cell_databases.database_url(snapshot, cell.uuid) for cell in (one, other)]
    if None not in urls and len({names.place(url) for url in urls if url}) == 1:
        return True
    first, second = (snapshot.get(cell_databases.PROBE, cell.uuid) for cell in (one, other))
    return first is not None and second is not None and _one_and_the_same(first, second)


def _one_and_the_same(one: CellDatabase, other: CellDatabase) -> bool:
    """The same rows, on servers of one name, or of several that replicate each other.

    A server's name alone says little: containers share theirs. A compute node's UUID is nowhere twice.
    """
    if not one.schema or one.schema != other.schema or one.computes != other.computes:
        return False
    return bool(one.computes) or (one.server == other.server and one.services == other.services)


def duplicates(snapshot: Snapshot, names: Names) -> Iterable[tuple[CellMapping, CellMapping]]:
    """Each cell whose database another has too, and the one to keep: it has hosts, or came first."""
    groups: list[list[CellMapping]] = []
    for cell in real(snapshot):
        for group in groups:
            if same_database(snapshot, names, cell, group[0]):
                group.append(cell)
                break
        else:
            groups.append([cell])
    for group in groups:
        kept = max(group, key=lambda cell: (len(cell.hosts), cell.instances, -cell.id))
        yield from ((cell, kept) for cell in group if cell is not kept)


def empty(cell: CellMapping) -> bool:
    """delete_cell would take it: no hosts and no instance mappings, not even of deleted instances."""
    return not (cell.hosts or cell.instances or cell.deleted)


def deserted(snapshot: Snapshot, cell: CellMapping) -> bool:
    """Its database was read, and has neither a compute service nor a live instance."""
    database = snapshot.get(cell_databases.PROBE, cell.uuid)
    if database is None or database.code:
        return False
    return not database.instances and not computes(database)


def computes(database: CellDatabase) -> set[str]:
    """Hosts of the live nova-compute rows of a cell's database."""
    return {service.host for service in database.services if service.binary == NOVA_COMPUTE}


def unmapped(snapshot: Snapshot, noted: bool) -> Iterable[tuple[CellMapping, set[str]]]:
    """Compute hosts without a host mapping, by the cell that they report to; each host once.

    `noted`: those that compute_nodes.mapped says discover_hosts has seen, or the others. A host
    without a compute node is still starting, and left out. Whether a host lives is not checked.
    """
    told: set[str] = set()
    mapped = {host for cell in real(snapshot) for host in cell.hosts}
    for cell in real(snapshot):
        database = snapshot.get(cell_databases.PROBE, cell.uuid)
        if database is None:
            continue
        unseen = {node.host for node in database.computes if not node.mapped}
        nodes = {node.host for node in database.computes}
        hosts = (computes(database) & nodes) - mapped - told
        told |= hosts
        found = hosts - unseen if noted else hosts & unseen
        if found:
            yield cell, found


def alive_unmapped(snapshot: Snapshot, noted: bool) -> Iterable[tuple[CellMapping, set[str]]]:
    """Of those the ones whose nova-compute reports: a row alone may be all that a host has left."""
    alive = reporting(snapshot)
    for cell, hosts in unmapped(snapshot, noted):
        if hosts & alive:
            yield cell, hosts & alive


def of_hosts(snapshot: Snapshot, cell: CellMapping, hosts: Collection[str]) -> Entity:
    """What a finding about computes of a cell is about: the one nova-compute, or the cell."""
    if len(hosts) > 1:
        return Entity(Kind.CELL, cell.uuid)
    name = next(iter(hosts))
    return service(Names.of(snapshot).host(name) or name, NOVA_COMPUTE)


def reporting(snapshot: Snapshot) -> set[str]:
    """Hosts whose nova-compute is up, as nova says."""
    services = snapshot.get(compute_services.PROBE) or ()
    return {s.host for s in services if s.binary == NOVA_COMPUTE and s.state == "up"}
