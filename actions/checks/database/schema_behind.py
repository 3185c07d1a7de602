"""A service's tables are missing, or older than the program that is installed.

`db sync` was never run, or not after an upgrade: the service answers 500, with 1146 (no such table) or
1054 (unknown column) in its log, while its version page is well. Source: alembic_version by the
service's own login, against the migrations that its program brings. Nova's own missing tables are told
with its cells.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import entities, reachability, schemas
from actions.checks._support.schemas import Schema, State
from actions.checks._support.wording import listed
from actions.facts.nova import cell_mappings
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "schema-behind"
_CELLS_OWN = ("nova", "nova_api")


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each schema, whichever controllers use it."""
    api = snapshot.get(cell_mappings.PROBE)
    closed = api is not None and api.code in (1054, 1146)
    told: set[Entity] = set()
    for schema in schemas.schemas(snapshot):
        missing = schema.state is State.MISSING
        if not schema.used or schema.state not in (State.MISSING, State.BEHIND):
            continue
        if schema.kind in _CELLS_OWN and (missing or closed):
            continue
        about = entities.schema(snapshot, schema.url)
        if about not in told:
            told.add(about)
            yield Finding(
                CODE,
                Severity.CRITICAL if missing else Severity.WARNING,
                schema.url.path,
                _says(snapshot, schema, missing=missing),
                "sync-schema" if schema.tool and not missing else "",
                schema.kind if schema.tool and not missing else "",
                entity=about,
                down=True,
            )


def _says(snapshot: Snapshot, schema: Schema, *, missing: bool) -> str:
    where = f"{schema.url.path} on {schema.url.host}"
    login, installed, host = schema.login, schema.installed, schema.own.host
    if missing or login is None or installed is None:
        what = f"{where} has no tables of {schema.kind}'s, and each question to it ends with 1146"
    else:
        now, heads = listed(login.revisions or ()), listed(installed.heads)
        what = f"{where} is at revision {now}, and what is installed on {host} needs {heads}"
    if schema.tool is None:
        return f"{what}: run the synchronisation of {schema.kind}'s database as its deployer does."
    call = f"`{schema.tool.line} {schema.arguments}` as {schema.tool.user} on {host}"
    if missing:
        run = f"`{snapshot.site.invocation.run('sync-schema', schema.kind)}`"
        return (
            f"{what}: if it ever had some, bring its backup back, for empty ones would hide the loss; "
            f"if it is new, {run} makes them ({call})."
        )
    return f"{what}: {call} brings it there, after a dump of it."


CHECK = Check(
    CODE,
    "Services' tables missing or behind",
    (*reachability.HEARD_NEEDS, *schemas.PROBES, cell_mappings.PROBE),
    find,
    Area.CELLS,
)
