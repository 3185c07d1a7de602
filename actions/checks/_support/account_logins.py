"""Database accounts: which keys and mappings use each, and which of them it still lets in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from actions.checks._support import database_servers
from actions.checks._support.database_errors import by_proxysql
from actions.checks._support.host_aliases import Names
from actions.checks._support.unread_confs import Unread, unread
from actions.facts.database import db_logins
from actions.facts.database.database_server import database_host
from actions.facts.hosts import conf
from actions.facts.nova import cell_databases, cell_mappings
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Snapshot


class Account(NamedTuple):
    """A user of one server: on another server that name is another account."""

    user: str
    host: str
    """The server's, by one spelling."""
    port: int

    @property
    def server(self) -> str:
        """As it is told: with its port where that is not MySQL's."""
        return self.host if self.port == MYSQL_PORT else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Use:
    """One place that holds a password of an account."""

    where: str
    """[section] key, or the cell's mapping."""
    host: str
    """The host whose file it is; empty for a mapping."""
    path: str
    """The configuration file; empty for a mapping."""
    url: Url
    code: int
    error: str = ""

    @property
    def by_proxysql(self) -> bool:
        """ProxySQL refuses it, and MariaDB was not asked."""
        return by_proxysql(self.code, self.error)

    @property
    def schema(self) -> str:
        """What its URL names."""
        return self.url.path


def account(url: Url, names: Names) -> Account:
    """The account that a URL logs in to."""
    host, port, _ = names.place(url)
    return Account(url.login[0], host, port)


def accounts(snapshot: Snapshot, names: Names) -> dict[Account, list[Use]]:
    """All uses that were tried, by account."""
    found: dict[Account, list[Use]] = {}
    for url, use in (*_in_files(snapshot), *_in_mappings(snapshot)):
        found.setdefault(account(url, names), []).append(use)
    return found


def refused_accounts(snapshot: Snapshot, names: Names) -> set[Account]:
    """Accounts that refuse a password which a configuration file holds (1045)."""
    return {account(url, names) for url, use in _in_files(snapshot) if use.code == 1045}


def elsewhere(snapshot: Snapshot, account: Account) -> bool:
    """Its server is a host of the site file whose accounts the root of the database host cannot change.

    A name that no host has may be that of a shared address, and members of Galera share accounts.
    """
    chosen, server = database_host(snapshot.site), account.host
    if chosen is None or server == chosen.name or snapshot.site.host(server) is None:
        return False
    members = {host.name for host in snapshot.site.having("database")}
    return not (server in members and _in_galera(snapshot, server))


def _in_galera(snapshot: Snapshot, server: str) -> bool:
    known = database_servers.statuses(snapshot).items()
    return any(one.galera for entity, one in known if entity.name.rpartition(":")[0] == server)


def unread_of(snapshot: Snapshot, user: str) -> Unread:
    """The hosts whose files may have a password of it that nobody saw."""
    paths = {use.path for url, use in _in_files(snapshot) if url.login[0] == user}
    return unread(snapshot, "mysql", user, paths)


def _in_files(snapshot: Snapshot) -> Iterable[tuple[Url, Use]]:
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            for section, key in db_logins.KEYS:
                url = file.url(section, key)
                if url is None:
                    continue
                login = snapshot.get(db_logins.PROBE, db_logins.subject(host, path, section, key))
                if login is not None:
                    yield url, Use(f"[{section}] {key}", host, path, url, login.code, login.error)


def _in_mappings(snapshot: Snapshot) -> Iterable[tuple[Url, Use]]:
    api = snapshot.get(cell_mappings.PROBE)
    for cell in api.cells if api else ():
        url = cell_databases.database_url(snapshot, cell.uuid)
        database = snapshot.get(cell_databases.PROBE, cell.uuid)
        if url is not None and database is not None:
            where = f"the mapping of {cell.name or cell.uuid}"
            yield url, Use(where, "", "", url, database.code, database.error)
