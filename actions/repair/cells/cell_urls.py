"""nova.conf's URLs, and a cell's as templates of them, where the cell is the one that they describe."""

from __future__ import annotations

from dataclasses import dataclass

from actions.deployments.deployment import Deployment
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile, HostConf
from actions.facts.nova.cell_mappings import CELL0
from actions.formats.url import MYSQL_PORT, Url, expanded
from actions.model.plan import Situation
from actions.model.secret import Secret
from actions.repair.cells.templates import (
    NO_TRANSPORT,
    UNFILLABLE,
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
        return cls(found, url)

    @property
    def unfillable(self) -> str:
        """Why nova could not fill templates from this file; empty: it can."""
        keys = (("database", "connection"), ("DEFAULT", "transport_url"))
        wrong = [f"[{s}]/{k}" for s, k in keys if not fillable(self.file.value(s, k))]
        return f"{' and '.join(wrong)} of {self.host}'s {self.path} {UNFILLABLE}" if wrong else ""

    def templates(self, uuid: str, transport: Secret, connection: Secret) -> tuple[str, str] | str:
        """Both URLs of a cell for update_cell, database first; or why no template leads there."""
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


def same_server(one: Url, other: Url) -> bool:
    """Whether two URLs name one MySQL server: on another port of a host there is another."""
    return one.place(MYSQL_PORT)[:2] == other.place(MYSQL_PORT)[:2]
