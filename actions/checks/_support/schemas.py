"""How far each service's tables are against its installed program."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from actions.checks._support import reachability
from actions.deployments import parts
from actions.deployments.deployment import Tool
from actions.deployments.services import (
    CINDER_API,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NOVA_API,
    NOVA_CONDUCTOR,
    PLACEMENT_API,
)
from actions.facts.database import db_logins, schema_revisions
from actions.facts.database.db_logins import Login
from actions.facts.database.schema_revisions import Revisions
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import HostConf
from actions.formats.url import Url
from actions.model.fact import Snapshot


@dataclass(frozen=True)
class Kept:
    """Where a service names its tables, and what makes them."""

    service: str
    section: str
    part: str
    """Whose tool it is."""
    arguments: str
    """{files}: the service's configuration files, for a tool that finds none by itself; {cell_sync}."""


KEPT: Mapping[str, Kept] = {
    "cinder": Kept(CINDER_API, "database", parts.CINDER, "db sync"),
    "glance": Kept(GLANCE_API, "database", parts.GLANCE, "db_sync"),
    "keystone": Kept(KEYSTONE_API, "database", parts.KEYSTONE, "db_sync"),
    "neutron": Kept(NEUTRON_API, "database", parts.NEUTRON, "{files}upgrade head"),
    "nova": Kept(NOVA_CONDUCTOR, "database", parts.NOVA, "{cell_sync}"),
    "nova_api": Kept(NOVA_API, "api_database", parts.NOVA, "api_db sync"),
    "placement": Kept(PLACEMENT_API, "placement_database", parts.PLACEMENT, "db sync"),
}
"""By the names of `schema_heads`."""

PROBES = (conf.PROBE, db_logins.PROBE, schema_revisions.PROBE, units.PROBE)
"""What `schemas` reads."""


class State(enum.Enum):
    """How far tables are."""

    UNKNOWN = "unknown"
    """They were not seen, are older than alembic, or no program was found to compare them with."""
    CURRENT = "current"
    MISSING = "missing"
    BEHIND = "behind"
    AHEAD = "ahead"
    """At a revision that the program does not know: a newer one made it."""


@dataclass(frozen=True)
class Schema:
    """The tables of one service, as one host names them."""

    kind: str
    own: HostConf
    url: Url
    login: Login | None
    installed: Revisions | None
    used: bool
    """A unit of the host runs the service, or fails to: it is not being installed."""

    @property
    def state(self) -> State:
        """How far they are."""
        login = self.login
        if login is None or login.code:
            return State.UNKNOWN
        if login.tables == 0 or login.revisions == frozenset():
            return State.MISSING
        if login.revisions is None or self.installed is None:
            return State.UNKNOWN
        if login.revisions == self.installed.heads:
            return State.CURRENT
        return State.BEHIND if login.revisions <= self.installed.known else State.AHEAD

    @property
    def tool(self) -> Tool | None:
        """What makes them, as their deployment runs it; None: nobody knows."""
        kept = KEPT[self.kind]
        return self.own.deployment.tool(kept.part, kept.service)

    @property
    def arguments(self) -> str:
        """What the tool is called with."""
        kept = KEPT[self.kind]
        files = self.own.deployment.configurations.get(kept.service, ())
        return kept.arguments.format(
            files="".join(f"--config-file {file} " for file in files),
            cell_sync=self.own.deployment.cell_sync,
        )


def schemas(snapshot: Snapshot) -> Iterator[Schema]:
    """Of each service on each controller whose configuration names a MySQL server."""
    for kind, kept in KEPT.items():
        for host in snapshot.site.having("controller"):
            own = conf.conf_of(snapshot, host.name, kept.service)
            url = own.file.url(kept.section, "connection") if own else None
            if own is None or url is None or not url.mysql:
                continue
            subject = db_logins.subject(host.name, own.path, kept.section, "connection")
            unit = reachability.unit(snapshot, host.name, kept.service)
            yield Schema(
                kind,
                own,
                url,
                snapshot.get(db_logins.PROBE, subject),
                (snapshot.get(schema_revisions.PROBE, host.name) or {}).get(kind),
                used=unit is not None and (unit.active == "active" or unit.failed),
            )
