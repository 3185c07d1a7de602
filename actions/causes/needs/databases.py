"""The needs of MariaDB, of who keeps a database in it, and of the cells."""

from __future__ import annotations

from itertools import product

from actions.causes.needs.configured import any_of, configured, connections, hosts_of, kept, on_host
from actions.causes.needs.model import Pairs
from actions.checks._support import database_servers, reachability, vips
from actions.checks._support.entities import by_file, by_host, database, database_account, schema
from actions.deployments.service_types import API_OF
from actions.deployments.services import DATABASE_SERVER
from actions.facts.nova import cell_databases, cell_mappings
from actions.formats.host_name import is_loopback
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot


def keepers_database(snapshot: Snapshot) -> Pairs:
    """Its server, its tables and its account there; an API's as well as the service's."""
    for (on, name), url in connections(snapshot):
        needed = (
            database(snapshot, url),
            schema(snapshot, url),
            database_account(snapshot, url),
        )
        users = [service(on, name)] + ([api(API_OF[name])] if name in API_OF else [])
        yield from product(users, needed)
        yield schema(snapshot, url), database(snapshot, url)


def keepers_login(snapshot: Snapshot) -> Pairs:
    """What its own file says of it, where that alone is wrong, and the way from its host."""
    for (on, name), own in configured(snapshot):
        for url in kept(name, own):
            shared = database(snapshot, url)
            for alone in (by_host(shared, on), by_file(shared, on, own.path)):
                yield service(on, name), alone
                yield alone, shared
            if is_loopback(url.host):
                yield by_host(shared, on), service(on, DATABASE_SERVER)


def databases_servers(snapshot: Snapshot) -> Pairs:
    """Behind an address that is no host's any of them may answer."""
    for about, url in {database(snapshot, url): url for _, url in connections(snapshot)}.items():
        on = on_host(snapshot, url)
        hosts = [on] if on else hosts_of(snapshot, DATABASE_SERVER)
        yield from any_of(snapshot, about, hosts, DATABASE_SERVER)


def databases_addresses(snapshot: Snapshot) -> Pairs:
    """An address that keepalived moves, and the member that answers there."""
    urls = {database(snapshot, url): url for _, url in connections(snapshot)}
    known, names = vips.keepers(snapshot), reachability.host_names(snapshot)
    answering = database_servers.statuses(snapshot)
    for about, url in urls.items():
        if url.host in known:
            yield about, Entity(Kind.VIP, url.host)
        if about in answering:
            yield about, service(names.same(answering[about].hostname), DATABASE_SERVER)


def cells_databases(snapshot: Snapshot) -> Pairs:
    """A cell's own, and the compute API every cell."""
    known = snapshot.get(cell_mappings.PROBE)
    for cell in known.cells if known else ():
        url = cell_databases.database_url(snapshot, cell.uuid)
        if url is not None and url.mysql:
            for needed in (database(snapshot, url), schema(snapshot, url)):
                yield Entity(Kind.CELL, cell.uuid), needed
        # cell0, too: where its database fails, os-services and servers end in 500 (nova 31).
        yield api("compute"), Entity(Kind.CELL, cell.uuid)
