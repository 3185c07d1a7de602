"""cell0's mapping: made or changed, with both URLs, the database's as a template of nova.conf's."""

from __future__ import annotations

from actions.checks._support.cell0 import Cause, diagnose
from actions.checks._support.cells import UNKNOWN_HOST
from actions.checks._support.wording import count
from actions.deployments.nova_manage import nova_manage, quoted, update_cell
from actions.facts.nova import cell0_candidates, cell_databases, cell_mappings
from actions.facts.nova.cell_mappings import CELL0
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.cell0.cell0_target import TARGET_NEEDS, Target, left, same_place, target
from actions.repair.cells.mapping_rows import mapping_rows
from actions.repair.cells.templates import NO_TRANSPORT


def plan(situation: Situation) -> Decision:
    """Map cell0 to its own database and to no transport."""
    found = target(situation)
    if isinstance(found, str):
        return blocked(found)
    if found.cause in (None, Cause.SCHEMA):
        return already(
            f"cell0 is mapped to {found.schema}, which no other cell uses, and to no transport"
        )
    leads_there = same_place(situation, found)
    refusal = _refusal(situation, found, leads_there)
    if refusal:
        return blocked(refusal)
    if found.cause is Cause.ABSENT and leads_there and _no_transport(situation):
        return already(f"cell0 is mapped to {found.schema}: not the mapping, the database is missing")
    return _mapped(situation, found)


def _mapped(situation: Situation, found: Target) -> Decision:
    diagnosis = diagnose(situation.snapshot)
    backup = mapping_rows(situation.snapshot, f"uuid = '{CELL0}'")
    command = (
        nova_manage(
            found.deployment,
            found.host,
            f"cell_v2 map_cell0 --database_connection {quoted(found.template)}",
        )
        if found.cause is Cause.MISSING
        else update_cell(
            found.deployment, found.host, CELL0, found.template, NO_TRANSPORT, name="cell0"
        )
    )
    return do(command, why=diagnosis.says if diagnosis else "", backup=backup)


def _refusal(situation: Situation, found: Target, leads_there: bool) -> str:
    """Why the mapping must stay as it is for now; empty: it need not."""
    database = situation.get(cell_databases.PROBE, CELL0)
    where = f"{found.schema} on {found.connection.host}"
    if found.cause is Cause.UNREACHABLE and leads_there and database and database.code == UNKNOWN_HOST:
        return f"cell0 is mapped to {where}, and {database.error}: correct the resolver there first."
    if found.cause is Cause.UNREACHABLE and leads_there:
        return f"cell0 is mapped to {where}, which does not answer: mend the database server first."
    if found.cause is Cause.TRANSPORT and not leads_there and not _same_server(situation, found):
        return (
            "cell0's database opens, but is not on nova.conf's own server, so that no template leads "
            f"there: give `{found.own.nova_manage} cell_v2 update_cell --cell_uuid {CELL0}` its URL "
            f"and --transport-url {NO_TRANSPORT} by hand."
        )
    if found.cause is Cause.DOUBLED and database and not database.code and database.instances:
        return (
            f"{database.schema} holds {count(database.instances, 'instance')} that failed to be "
            f"scheduled, and with cell0 on {found.schema} nobody could show or delete them: delete "
            "those servers first."
        )
    return "" if "database" in situation.pending else left(situation, found)


def _same_server(situation: Situation, found: Target) -> bool:
    """Another name of nova.conf's server may stand in the URL: the server's own name tells."""
    database = situation.get(cell_databases.PROBE, CELL0)
    home = situation.get(cell0_candidates.PROBE, found.connection.path)
    return database is not None and home is not None and database.server == home.server


def _no_transport(situation: Situation) -> bool:
    api = situation.get(cell_mappings.PROBE)
    cell = api.cell(CELL0) if api else None
    return cell is not None and cell.transport_url.reveal().startswith("none:")


STEP = Step(
    "mapping",
    "Map cell0 to its own database",
    TARGET_NEEDS,
    plan,
    deviation="delete_cell, then map_cell0: refused as soon as one instance is mapped to cell0 (rc 3, "
    "4), and map_cell0 on its own leaves a wrong mapping as it is; update_cell changes it in place",
)
