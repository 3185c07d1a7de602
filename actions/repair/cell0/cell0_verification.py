"""A last look: does the cloud answer right now that cell0 is mapped right? It changes nothing."""

from __future__ import annotations

from actions.checks._support.cell0 import READS, Cause, diagnose
from actions.checks._support.wording import count, listed
from actions.facts.nova import cell_databases, cell_mappings, compute_services
from actions.facts.nova.cell_databases import CellDatabase
from actions.facts.nova.cell_mappings import CELL0
from actions.model.plan import Decision, Situation, Step, already, blocked


def plan(situation: Situation) -> Decision:
    """No commands ever: it is so, or the run says what still is not."""
    if situation.pending:
        return already("it is looked at when the steps above are through")
    wrong = _mapping(situation) or _services(situation)
    if wrong:
        return blocked(wrong)
    services = situation.get(compute_services.PROBE) or ()
    return already(
        "cell0's database is its own, opens, and holds no compute; `openstack compute service list` "
        f"shows each of {count(len(services), 'service')} once"
    )


def _mapping(situation: Situation) -> str:
    api = situation.get(cell_mappings.PROBE)
    if api is None or api.code:
        return "nova_api could not be read."
    found = diagnose(situation.snapshot)
    if found is not None and found.cause is not Cause.SCHEMA:
        return found.says
    database = situation.get(cell_databases.PROBE, CELL0)
    return _database(database) if database else "cell0's database could not be read."


def _database(database: CellDatabase) -> str:
    if database.code:
        named = f"cell0's database {database.schema}".rstrip()
        return f"{named} cannot be read (MySQL error {database.code}): {database.error}."
    hosts = {node.host for node in database.computes}
    if hosts:
        return (
            f"cell0's database {database.schema} holds compute nodes ({listed(hosts)}): the nova.conf "
            "of those hosts names the wrong database or message queue."
        )
    return ""


def _services(situation: Situation) -> str:
    services = situation.get(compute_services.PROBE)
    if services is None:
        return "The compute API does not answer, so it cannot be told whether it does so rightly."
    distinct = {(service.binary, service.host) for service in services}
    if len(distinct) < len(services):
        return (
            f"`openstack compute service list` still shows {len(services)} rows for "
            f"{count(len(distinct), 'service')}."
        )
    return ""


STEP = Step(
    "look",
    "See whether the cloud answers right",
    (*READS, compute_services.PROBE),
    plan,
    verify_timeout=120.0,
)
