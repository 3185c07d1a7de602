"""How each database server is: its connections, whether it takes writes, and its part in a cluster.

Subjects are servers: host:port as a configuration names them, and the hosts of the role database. Where
no host has that role, as in a cloud's own lists, members are the controllers on which a server runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.deployments.all import units_of
from actions.deployments.services import DATABASE_SERVER
from actions.facts.database import db_logins
from actions.facts.hosts import conf, units
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, SqlQuery, SqlResult
from actions.model.site import Host

_STATUS = (
    "Threads_connected",
    "wsrep_cluster_size",
    "wsrep_cluster_status",
    "wsrep_connected",
    "wsrep_desync_count",
    "wsrep_local_state_comment",
    "wsrep_ready",
)
_VARIABLES = ("hostname", "max_connections", "read_only", "version")


def _show(what: str, names: tuple[str, ...]) -> str:
    """SHOW, for a member of Galera's without a majority refuses every SELECT."""
    return f"SHOW GLOBAL {what} WHERE Variable_name IN ({', '.join(map(repr, names))})"


STATEMENTS = (_show("STATUS", _STATUS), _show("VARIABLES", _VARIABLES))


@dataclass(frozen=True)
class Galera:
    """What a member says of itself and of its cluster."""

    state: str
    """wsrep_local_state_comment: Synced, Donor/Desynced, Joined, Joining, Initialized."""
    status: str
    """wsrep_cluster_status: Primary, or non-Primary where it is with less than half."""
    ready: bool
    """It takes statements."""
    connected: bool
    size: int
    """Members that it sees, itself among them."""
    desynced: int = 0
    """wsrep_desync_count: how many hold it out of the flow control, as a backup does."""

    @property
    def primary(self) -> bool:
        """It is with the majority."""
        return self.status.lower() == "primary"


@dataclass(frozen=True)
class DatabaseStatus:
    """What a server says of itself, or why it says nothing."""

    hostname: str = ""
    version: str = ""
    connections: int = 0
    most: int = 0
    """max_connections."""
    read_only: bool = False
    galera: Galera | None = None
    """None: it is no member of a cluster."""
    code: int = 0
    error: str = ""


def place(url: Url) -> str:
    """How this probe names the server that a URL leads to."""
    host, port, _ = url.place(MYSQL_PORT)
    return f"{host}:{port}"


def members(snapshot: Snapshot) -> tuple[Host, ...]:
    """The hosts on which a server is to run."""
    named = snapshot.site.having("database")
    names = units_of(DATABASE_SERVER)
    return named or tuple(
        host
        for host in snapshot.site.having("controller")
        for known in [snapshot.get(units.PROBE, host.name) or {}]
        if any(known[name].active == "active" for name in names if name in known)
    )


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One question a server, by the first URL that leads there; members by nova's own account."""
    questions: dict[str, Query] = {}
    first: tuple[str, Url] | None = None
    for host, files in snapshot.each(conf.PROBE).items():
        for file in files.values():
            for section, key in db_logins.KEYS:
                url = file.url(section, key)
                if url is not None and url.host and url.mysql and not url.torn:
                    first = first or (host, url)
                    questions.setdefault(place(url), SqlQuery(host, url.text, STATEMENTS))
    servers = members(snapshot)
    if first is not None and len(servers) > 1:
        via, url = first
        for server in servers:
            known = {f"{name}:{url.place(MYSQL_PORT)[1]}" for name in (server.name, server.address)}
            if not known & questions.keys():
                member = replace(url, host=server.address or server.name, query=_any_name(url.query))
                questions[server.name] = SqlQuery(via, member.text, STATEMENTS)
    return questions


def _any_name(query: str) -> str:
    """No service asks a member by that address: its certificate need not name it."""
    return f"{query}&ssl_check_hostname=false" if "ssl_ca" in query else query


def parse(answer: SqlResult) -> DatabaseStatus:
    """Two lists of names and values; a server's refusal is a fact too."""
    if answer.code:
        return DatabaseStatus(code=answer.code, error=answer.error)
    if len(answer.results) != len(STATEMENTS):
        raise ParseError(f"{len(answer.results)} results for {len(STATEMENTS)} statements")
    told = {
        str(row["Variable_name"]).lower(): str(row["Value"]) for rows in answer.results for row in rows
    }
    if "threads_connected" not in told or "max_connections" not in told:
        raise ParseError("the server did not say how many connections it has")
    return DatabaseStatus(
        hostname=told.get("hostname", ""),
        version=told.get("version", ""),
        connections=int(told["threads_connected"]),
        most=int(told["max_connections"]),
        read_only=told.get("read_only", "OFF").upper() not in ("0", "OFF"),
        galera=_galera(told),
    )


def _galera(told: Mapping[str, str]) -> Galera | None:
    """Without a provider there is no cluster: the state is empty, and its status Disconnected."""
    state = told.get("wsrep_local_state_comment", "")
    if not state:
        return None
    return Galera(
        state=state,
        status=told.get("wsrep_cluster_status", ""),
        ready=told.get("wsrep_ready", "").upper() == "ON",
        connected=told.get("wsrep_connected", "").upper() == "ON",
        size=int(told.get("wsrep_cluster_size") or 0),
        desynced=int(told.get("wsrep_desync_count") or 0),
    )


PROBE = Probe("database-status", ask, parse, period=30, needs=(conf.PROBE, units.PROBE))
