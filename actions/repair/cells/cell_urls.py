"""nova.conf's URLs, and a cell's as templates of them, where the cell is the one that they describe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.checks._support import cells
from actions.checks._support.host_aliases import Names
from actions.deployments.deployment import Deployment
from actions.deployments.services import NOVA_API, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile, HostConf
from actions.facts.nova import cell_databases
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.facts.nova.stored_cells import StoredCell
from actions.formats.url import MYSQL_PORT, RABBIT_PORT, Url, expanded
from actions.model.fact import Snapshot
from actions.model.plan import Situation
from actions.model.secret import Secret
from actions.repair.cells.templates import (
    NO_TRANSPORT,
    UNFILLABLE,
    UNFILLED,
    database_template,
    fillable,
    shows_password,
    transport_template,
)

_DATABASE = ("database", "connection")
_KEYS = (_DATABASE, ("DEFAULT", "transport_url"))
"""What nova fills a cell's two URLs from."""


@dataclass(frozen=True)
class CellUrls:
    """What the first controller's nova.conf says, from which nova fills templates."""

    own: HostConf
    connection: Url
    beside: HostConf | None = None
    """nova-api's, where that is a file of its own: it fills the templates, too."""
    elsewhere: str = ""
    """Why another controller would not fill them alike; empty: all that were read would."""

    @property
    def host(self) -> str:
        """The controller."""
        return self.own.host

    @property
    def file(self) -> ConfFile:
        """Its nova.conf."""
        return self.own.file

    @property
    def path(self) -> str:
        """Where that is."""
        return self.own.path

    @property
    def deployment(self) -> Deployment:
        """How nova-manage is run there."""
        return self.own.deployment

    @classmethod
    def of(cls, situation: Situation) -> CellUrls | None:
        """None where there is no such file, or its [database] is no MySQL server."""
        found = conf.cell_conf(situation.snapshot)
        url = found.file.url("database", "connection") if found else None
        if found is None or url is None or not url.mysql:
            return None
        beside = conf.nova_conf(situation.snapshot)
        other = elsewhere(situation.snapshot, found, _KEYS)
        return cls(found, url, beside if beside and beside.path != found.path else None, other)

    @property
    def unfillable(self) -> str:
        """Why nova could not fill templates from this file; empty: it can."""
        wrong = [f"[{s}]/{k}" for s, k in _KEYS if not fillable(self.file.value(s, k))]
        if wrong:
            return f"{' and '.join(wrong)} of {self.host}'s {self.path} {UNFILLABLE}"
        beside = differing(self.own, self.beside, _KEYS) if self.beside else ""
        return beside or self.elsewhere

    def templates(
        self, cell: CellMapping | StoredCell, transport: Secret, filled: bool
    ) -> tuple[str, str] | str:
        """Both URLs of a cell for update_cell, database first; or why no template leads there.

        `filled`: nova is of a release that fills templates.
        """
        uuid, connection = cell.uuid, cell.database_connection
        if not filled:
            return UNFILLED.format(self.own.nova_manage)
        own = self.file.value("database", "connection")
        stored = Url.parse(expanded(connection.reveal(), own))
        by_hand = (
            f"give `{self.own.nova_manage} cell_v2 update_cell --cell_uuid {uuid}` both URLs by hand."
        )
        if stored is None or not stored.path or not same_server(stored, self.connection):
            return f"its database is not on the server of {self.host}'s nova.conf: {by_hand}"
        if stored.login[0] != self.connection.login[0]:
            return f"its account is another than {self.host}'s nova.conf has: {by_hand}"
        if self.unfillable:
            return self.unfillable
        new_transport = NO_TRANSPORT if uuid == CELL0 else self._transport(transport.reveal())
        if not new_transport:
            return f"its transport URL is another than {self.host}'s nova.conf has: {by_hand}"
        return database_template(own, stored.path, connection.reveal()), new_transport

    def _transport(self, stored: str) -> str:
        """The stored one as a template; empty where none can be made that leads to the same."""
        own = self.file.value("DEFAULT", "transport_url")
        if "{" in stored and not shows_password(stored):
            return stored
        same = bool(own) and expanded(stored, own).rstrip("/") == own.rstrip("/")
        return transport_template(own, stored) if same else ""


def differing(own: HostConf, other: HostConf, keys: Iterable[tuple[str, str]] = (_DATABASE,)) -> str:
    """Why two files that both fill a template would not fill it alike; empty: they would."""
    for section, key in keys:
        one, two = own.file.url(section, key), other.file.url(section, key)
        if one is None or two is None or (one.login == two.login and same_server(one, two)):
            continue
        return (
            f"[{section}]/{key} of {own.host} has another account or server in {other.path} than in "
            f"{own.path}, and a template is filled from either: give `{own.nova_manage} cell_v2 "
            "update_cell` both URLs whole, by hand."
        )
    return ""


def elsewhere(snapshot: Snapshot, own: HostConf, keys: Iterable[tuple[str, str]] = (_DATABASE,)) -> str:
    """Why another controller, which fills templates from its own file, would not fill them alike.

    A password that differs there is no reason: with that its own [database] does not open, either.
    """
    names = Names.of(snapshot)
    for other in _filling(snapshot, own, names):
        for section, key in keys:
            one, two = own.file.url(section, key), other.file.url(section, key)
            if one is None or _accounts(names, one) == (_accounts(names, two) if two else None):
                continue
            what = "names another account or server than" if two else "is not set, as it is in"
            return (
                f"[{section}]/{key} in {other.path} on {other.host} {what} {own.path} on {own.host}, "
                f"and nova fills templates there from its own: give `{own.nova_manage} cell_v2 "
                "update_cell` both URLs whole, by hand, or mend that file first."
            )
    return ""


def _filling(snapshot: Snapshot, own: HostConf, names: Names) -> Iterator[HostConf]:
    """The other controllers' files that name nova_api, less those of controllers of other cells."""
    mapped = (cell_databases.database_url(snapshot, cell.uuid) for cell in cells.real(snapshot))
    places = {names.place(url) for url in mapped if url is not None}
    mine = own.file.url(*_DATABASE)
    others = places - ({names.place(mine)} if mine else set())
    for host in snapshot.site.having("controller"):
        if host.name == own.host:
            continue
        found = (conf.conf_of(snapshot, host.name, service) for service in _FILLS)
        for file in {one.path: one for one in found if one is not None}.values():
            url = file.file.url(*_DATABASE)
            if file.file.url("api_database", "connection") and not (url and names.place(url) in others):
                yield file


_FILLS = (NOVA_API, NOVA_SCHEDULER, NOVA_CONDUCTOR)
"""The services that read cell mappings."""


def _accounts(names: Names, url: Url) -> tuple[object, ...]:
    """Users and servers; RabbitMQ's in whatever order, for each controller may name its own first."""
    port = MYSQL_PORT if url.mysql else RABBIT_PORT
    places = ((names.place(one, port)[:2], one.login[0]) for one in (url, *url.others))
    return tuple(sorted(places, key=str))


def same_server(one: Url, other: Url) -> bool:
    """Whether two URLs name one MySQL server: on another port of a host there is another."""
    return one.place(MYSQL_PORT)[:2] == other.place(MYSQL_PORT)[:2]
