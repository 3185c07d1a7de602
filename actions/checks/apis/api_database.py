"""nova's API database cannot be read: without it there are no cells at all.

`nova-manage` then ends with "Could not access cell0. Has the nova_api database been created?" or a
traceback with 1146 where `api_db sync` was never run (before Train it exited 0). Also told: that no
controller's nova.conf names one ("No sql_connection parameter is established").
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import cells, reachability
from actions.checks._support.wording import listed
from actions.deployments.all import units_of
from actions.deployments.services import DATABASE_SERVER, NOVA_API
from actions.facts.hosts import conf, units
from actions.facts.nova import cell_mappings
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

SERVERS = units_of(DATABASE_SERVER)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """At most one finding; a refused password is db-account's, a failed server unit-failed's."""
    own = conf.nova_conf(snapshot)
    url = own.file.url("api_database", "connection") if own else None
    if own is None or url is None:
        yield from _unnamed(snapshot)
        return
    api = snapshot.get(cell_mappings.PROBE)
    if api is None or api.code in (0, 1045):
        return
    where = f"{url.path} on {url.host}"
    if api.code not in _WHY and _server_failed(snapshot):
        return
    if api.code == cells.UNKNOWN_HOST:
        yield _finding(
            f"nova's API database ({where}) cannot be read: {api.error}; correct the name in "
            f"[api_database] connection of {own.path}, or the resolver."
        )
        return
    why = _WHY.get(api.code, "the server cannot be reached: see whether MariaDB runs there")
    why = why.format(tool=own.nova_manage)
    yield _finding(f"nova's API database ({where}) cannot be read (MySQL says {api.code}): {why}.")


_WHY = {
    1044: "it is missing, or not granted to the account; create it and grant it",
    1049: "it does not exist; create it, then `{tool} api_db sync` as nova",
    1054: "its tables are older than the installed nova; `{tool} api_db sync` as nova",
    1146: "it has no tables; `{tool} api_db sync` as nova makes them",
}


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


def _server_failed(snapshot: Snapshot) -> bool:
    found = (
        reachability.unit(snapshot, host.name, server)
        for host in snapshot.site.hosts
        for server in SERVERS
    )
    return any(unit.failed for unit in found if unit)


def _finding(says: str) -> Finding:
    return Finding("api-database", Severity.CRITICAL, "nova_api", says[0].upper() + says[1:])


CHECK = Check(
    "api-database",
    "nova's API database",
    (cell_mappings.PROBE, conf.PROBE, units.PROBE),
    find,
    Area.CELLS,
)
