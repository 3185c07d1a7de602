"""nova.conf's URLs, and a cell's as templates of them, where the cell is the one that they describe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.deployments.deployment import Deployment
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile, HostConf
from actions.facts.nova.cell_mappings import CELL0, CellMapping
from actions.facts.nova.stored_cells import StoredCell
from actions.formats.url import MYSQL_PORT, Url, expanded
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


@dataclass(frozen=True)
class CellUrls:
    """What the first controller's nova.conf says, from which nova fills templates."""

    own: HostConf
    connection: Url
    beside: HostConf | None = None
    """nova-api's, where that is a file of its own: it fills the templates, too."""

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
        if found is None or url is None or not url.scheme.startswith("mysql"):
            return None
        beside = conf.nova_conf(situation.snapshot)
        return cls(found, url, beside if beside and beside.path != found.path else None)

    @property
    def unfillable(self) -> str:
        """Why nova could not fill templates from this file; empty: it can."""
        keys = (("database", "connection"), ("DEFAULT", "transport_url"))
        wrong = [f"[{s}]/{k}" for s, k in keys if not fillable(self.file.value(s, k))]
        if wrong:
            return f"{' and '.join(wrong)} of {self.host}'s {self.path} {UNFILLABLE}"
        return differing(self.own, self.beside, keys) if self.beside else ""

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


def differing(
    own: HostConf, other: HostConf, keys: Iterable[tuple[str, str]] = (("database", "connection"),)
) -> str:
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


def same_server(one: Url, other: Url) -> bool:
    """Whether two URLs name one MySQL server: on another port of a host there is another."""
    return one.place(MYSQL_PORT)[:2] == other.place(MYSQL_PORT)[:2]
