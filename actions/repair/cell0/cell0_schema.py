"""cell0's tables: `nova-manage db sync` makes them, and brings them to the revision of cell1's."""

from __future__ import annotations

from actions.checks._support.cell0 import Cause
from actions.deployments.nova_manage import nova_manage
from actions.facts.nova import cell0_candidates, cell_databases
from actions.facts.nova.cell_mappings import CELL0
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.repair.cell0.cell0_target import TARGET_NEEDS, Target, left, target

TIMEOUT = 1800.0
"""Seconds: a first sync makes 110 tables twice, and an old slow server takes its time for each."""


def plan(situation: Situation) -> Decision:
    """Sync where cell0's tables are missing, or of another revision than nova.conf's own database."""
    found = target(situation)
    if isinstance(found, str):
        return blocked(found)
    behind = "" if "database" in situation.pending else left(situation, found)
    if behind:
        return blocked(behind)
    version = _version(situation, found)
    if version is None:
        return blocked(f"{found.schema} does not open, so its revision cannot be told.")
    local = situation.get(cell0_candidates.PROBE, found.connection.path)
    wanted = local.schema_version if local else ""
    if version and version == wanted:
        return already(f"{found.schema} and {found.connection.path} both have revision {version}")
    if not version:
        why = f"{found.schema} has no tables that can be seen yet"
    else:
        why = f"{found.schema} has revision {version}, {found.connection.path} has {wanted or 'none'}"
    return do(nova_manage(found.deployment, found.host, "db sync", timeout=TIMEOUT), why=why)


def _version(situation: Situation, found: Target) -> str | None:
    """The revision of cell0's database as it will be mapped; "": no tables, None: not to be seen."""
    if "database" in situation.pending:
        return ""
    if found.cause in (None, Cause.SCHEMA):
        database = situation.get(cell_databases.PROBE, CELL0)
        return None if database is None or database.code not in (0, 1146) else database.schema_version
    candidate = situation.get(cell0_candidates.PROBE, found.schema)
    return None if candidate is None or candidate.code else candidate.schema_version


STEP = Step("schema", "Make cell0's tables", TARGET_NEEDS, plan)
