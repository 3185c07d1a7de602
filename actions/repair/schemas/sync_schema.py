"""sync-schema: a service's tables made, or brought to what its installed program needs, by its tool.

There is no way back: MySQL commits each change of a table by itself, and no service has migrations
that go down.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import cell0, schemas
from actions.checks._support.cell0 import Cause
from actions.checks._support.database_errors import servers_own, told
from actions.checks._support.schemas import KEPT, Schema, State
from actions.checks._support.wording import listed
from actions.formats.suggest import suggest
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do

TIMEOUT = 1800.0
"""Seconds: an old slow server takes its time for each of a hundred tables."""


def plan(situation: Situation) -> Decision:
    """The tool's one call, on the first controller whose program knows what the tables are at."""
    if situation.target not in KEPT:
        near = suggest(situation.target, list(KEPT))
        return blocked(f"{situation.target!r} is none of {', '.join(KEPT)}.{near}", final=True)
    found = list(_found(situation))
    if not found:
        service = KEPT[situation.target].service
        return blocked(f"No controller's configuration of {service} names a MySQL server.")
    closed = next((why for schema in found if (why := _closed(schema))), "")
    if closed:
        return blocked(closed)
    states = {schema.state: schema for schema in reversed(found)}
    due = states.get(State.MISSING) or states.get(State.BEHIND)
    if due is not None:
        return _synced(situation, due)
    if State.CURRENT in states:
        schema = states[State.CURRENT]
        at = listed(schema.login.revisions or () if schema.login else ())
        return already(f"{schema.url.path} is at {at}, the newest that {schema.own.host} has")
    return blocked(_untold(states))


def _synced(situation: Situation, schema: Schema) -> Decision:
    if schema.tool is None:
        return blocked(
            f"How {schema.own.deployment.name} runs {schema.kind}'s tool is not known: run its "
            "synchronisation as its deployer does."
        )
    wrong = cell0.diagnose(situation.snapshot) if schema.kind == "nova" else None
    if wrong is not None and wrong.cause is not Cause.SCHEMA:
        mend = situation.command("run", "remap-cell0")
        return blocked(f"It would stop at cell0, whose mapping is wrong: {mend} mends that first.")
    login, installed = schema.login, schema.installed
    if schema.state is State.MISSING or login is None or installed is None:
        why = f"{schema.url.path} has no tables"
    else:
        now, heads = listed(login.revisions or ()), listed(installed.heads)
        why = f"{schema.url.path} is at {now}, and {schema.own.host} has {heads}"
    return do(schema.tool.on(schema.own.host, schema.arguments, timeout=TIMEOUT), why=why)


def _closed(schema: Schema) -> str:
    """Why the database cannot be asked, by any of those who use it; empty: it can."""
    if schema.login is None:
        return f"Whether {schema.url.path} opens for {schema.own.host} could not be tried."
    code, error = schema.login.code, schema.login.error
    if servers_own(code):
        return f"The database server {schema.url.host} {told(code, error)}: mend it first."
    if code:
        return f"{schema.url.path} does not open for {schema.own.host} ({error}): mend that first."
    return ""


def _untold(states: dict[State, Schema]) -> str:
    schema = next(iter(states.values()))
    if State.AHEAD in states:
        return (
            f"{schema.url.path} is at a revision that {schema.own.host}'s {schema.kind} does not know: "
            "a newer one made it, and no tool makes tables older. Upgrade the program there."
        )
    return (
        f"It could not be told which revision {schema.url.path} is at, or which one {schema.own.host} "
        "needs."
    )


def notes(situation: Situation) -> tuple[str, ...]:
    """That there is no way back, where there is something to lose."""
    return tuple(_notes(situation))


def _notes(situation: Situation) -> Iterator[str]:
    due = [one for one in _found(situation) if one.state in (State.MISSING, State.BEHIND)]
    if not due:
        return
    schema = due[0]
    if schema.state is State.MISSING:
        yield (
            "The schema is empty: if it ever had tables, bring its backup back instead, for empty ones "
            "would hide the loss. What is made is not taken away by `undo`."
        )
        return
    yield (
        "This cannot be undone, and stackmend keeps no copy of tables: dump them first, as root on the "
        f"database's host, with `mysqldump --single-transaction {schema.url.path} > FILE`."
    )
    yield (
        "Services of an older program that use the same tables may fail afterwards: upgrade all hosts "
        f"of {schema.kind}'s, or stop it there."
    )


def _found(situation: Situation) -> Iterator[Schema]:
    return (one for one in schemas.schemas(situation.snapshot) if one.kind == situation.target)


ACTION = Action(
    "sync-schema",
    "Make a service's tables, or bring them up to its program",
    (
        Step(
            "sync",
            "Run the service's own synchronisation",
            (*cell0.READS, *schemas.PROBES),
            plan,
            verify_timeout=30.0,
        ),
    ),
    takes="service",
    danger=True,
    lock="cell-mappings",
    notes=notes,
)
