"""cell0's database and its grants: made where they are missing, as nova.conf implies them."""

from __future__ import annotations

from actions.checks._support.cell0 import Cause
from actions.deployments.parts import DATABASE
from actions.facts.database import database_server
from actions.facts.database.database_server import DatabaseServer
from actions.facts.hosts import conf, host_layout
from actions.facts.nova import cell0_candidates
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Text
from actions.repair.cell0.cell0_target import TARGET_NEEDS, Target, left, target


def plan(situation: Situation) -> Decision:
    """Create the schema and grant it to the account of [database], from where it may come already."""
    found = target(situation)
    if isinstance(found, str):
        return blocked(found)
    candidate = situation.get(cell0_candidates.PROBE, found.schema)
    opens = candidate is not None and not candidate.code
    if found.cause in (None, Cause.SCHEMA):
        return already(f"cell0's mapping opens {found.schema}")
    host = database_server.database_host(situation.site)
    server = situation.get(database_server.PROBE, host.name) if host else None
    model = _model(situation, found)
    behind = left(situation, found)
    if behind and (server is None or found.schema not in server.schemas):
        return blocked(behind)
    if host is not None and server is not None and {model, found.schema} & server.schemas:
        return _made(situation, found, host.name, server, model)
    if opens:
        return already(f"nova.conf's account opens {found.schema}")
    return blocked(
        f"{found.schema} must be made by root on nova's database server, and so far as could be seen "
        f"that is not {host.name if host else 'known'}: give the role database to its host in the site "
        f"file, or run there: {_by_hand(found)}"
    )


def _made(
    situation: Situation, found: Target, host: str, server: DatabaseServer, model: str
) -> Decision:
    user = found.connection.login[0]
    places = _places(server, user, model)
    if not places:
        return blocked(f"MariaDB on {host} has no account {user}: make it as nova.conf names it first.")
    missing = [place for place in places if (user, place, found.schema) not in server.grants]
    statements = [] if found.schema in server.schemas else [_create(found.schema)]
    statements += [_grant(found.schema, user, place) for place in missing]
    if not statements:
        return already(f"{found.schema} is there, and granted to {user} from {' and '.join(places)}")
    text = Text.of("".join(f"{statement};\n" for statement in statements))
    why = (
        f"{found.schema} is not granted to {user} from {' and '.join(missing)}"
        if found.schema in server.schemas
        else f"there is no {found.schema} on {host}"
    )
    client = host_layout.tool(situation.snapshot, host, DATABASE).line
    return do(Shell(host, client, stdin=text, items=tuple(statements)), why=why)


def _model(situation: Situation, found: Target) -> str:
    """The schema whose server and whose grants are looked at: a cell's, and not cell0's own."""
    own = conf.cell_conf(situation.snapshot)
    url = own.file.url("database", "connection") if own else None
    return (url or found.connection).path


def _places(server: DatabaseServer, user: str, model: str) -> list[str]:
    """Where the account may come from: those that cell1's schema is granted to, or all it has."""
    granted = {place for name, place, schema in server.grants if (name, schema) == (user, model)}
    return sorted(granted or {place for name, place in server.accounts if name == user})


def _create(schema: str) -> str:
    return f"CREATE DATABASE IF NOT EXISTS {_quoted(schema)}"


def _grant(schema: str, user: str, place: str) -> str:
    return f"GRANT ALL PRIVILEGES ON {_quoted(schema)}.* TO '{user}'@'{place}'"


def _quoted(schema: str) -> str:
    return schema if schema.isidentifier() else f"`{schema}`"


def _by_hand(found: Target) -> str:
    user = found.connection.login[0]
    return f"{_create(found.schema)}; {_grant(found.schema, user, '%')};"


STEP = Step(
    "database",
    "Make cell0's database and its grants",
    (*TARGET_NEEDS, database_server.PROBE),
    plan,
)
