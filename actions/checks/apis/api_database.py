"""nova's API database cannot be read: without it there are no cells at all.

`nova-manage` then ends with "Could not access cell0. Has the nova_api database been created?" or a
traceback with 1146 where `api_db sync` was never run (before Train it exited 0). Also told: that no
controller's nova.conf names one ("No sql_connection parameter is established").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.checks._support import cells, entities, reachability
from actions.checks._support.database_errors import answered, servers_own
from actions.checks._support.wording import listed
from actions.deployments import parts
from actions.deployments.services import NOVA_API
from actions.facts.hosts import conf
from actions.facts.nova import cell_mappings
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """At most one finding; a refused password is db-account's, a server's own trouble is its own."""
    own = conf.nova_conf(snapshot)
    url = own.file.url("api_database", "connection") if own else None
    if own is None or url is None:
        yield from _unnamed(snapshot)
        return
    api = snapshot.get(cell_mappings.PROBE)
    if api is None or api.code in (0, 1045) or servers_own(api.code):
        return
    where = f"{url.path} on {url.host}"
    if api.code == cells.UNKNOWN_HOST:
        says = (
            f"nova's API database ({where}) cannot be read: {api.error}; correct the name in "
            f"[api_database] connection of {own.path}, or the resolver."
        )
    else:
        why = _WHY.get(api.code, _UNREACHED)
        why = why.format(tool=own.nova_manage, error=api.error, host=url.host)
        who = "MySQL says" if answered(api.code) else "MySQL error"
        says = f"nova's API database ({where}) cannot be read ({who} {api.code}): {why}."
    tables = api.code in _WHY
    about = entities.schema(snapshot, url) if tables else entities.database(snapshot, url)
    synced = api.code in _SYNCED and parts.NOVA in own.deployment.tools
    found = _finding(says, about)
    yield replace(found, action="sync-schema", target="nova_api") if synced else found


_WHY = {
    1044: "it is missing, or not granted to the account; create it and grant it",
    1049: "it does not exist; create it, then `{tool} api_db sync` as nova",
    1054: "its tables are older than the installed nova; `{tool} api_db sync` as nova",
    1146: "it has no tables; `{tool} api_db sync` as nova makes them",
}
_SYNCED = (1054, 1146)
_UNREACHED = "{error}; see whether MariaDB runs on {host}, and listens where that leads"


def _unnamed(snapshot: Snapshot) -> Iterable[Finding]:
    """Controllers that have a nova.conf, of which none says where the API database is."""
    found = (conf.conf_of(snapshot, host.name, NOVA_API) for host in snapshot.site.having("controller"))
    places: dict[str, list[str]] = {}
    for own in found:
        if own is not None:
            places.setdefault(own.path, []).append(own.host)
    if places:
        where = " and ".join(f"{path} on {listed(hosts)}" for path, hosts in places.items())
        yield _finding(
            f"[api_database] connection is no MySQL URL in {where}: set it "
            "there, or give the right hosts the role controller in the site file."
        )


def _finding(says: str, about: Entity | None = None) -> Finding:
    """About the tables, or the server that cannot be reached; without a URL it is about nothing."""
    return Finding(
        "api-database",
        Severity.CRITICAL,
        "nova_api",
        says[0].upper() + says[1:],
        entity=about,
        down=about is not None,
    )


CHECK = Check(
    "api-database",
    "nova's API database",
    (*reachability.HEARD_NEEDS, cell_mappings.PROBE, conf.PROBE),
    find,
    Area.CELLS,
)
