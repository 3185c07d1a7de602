"""What is wrong with cell0: a check for each cause of `_support.cell0`, and one for computes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from actions.checks._support import account_logins, cells
from actions.checks._support.cell0 import READS, Cause, Diagnosis, diagnose, finding
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import count, listed
from actions.facts.database import db_logins
from actions.facts.nova import cell_databases, compute_services
from actions.facts.nova.cell_mappings import CELL0
from actions.model.entity import Entity, Kind
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Area, Check, Finding, Severity

Tell = Callable[[Snapshot, Diagnosis], Finding | None]
"""The finding of a diagnosis; None where it is another check's."""


def _plainly(snapshot: Snapshot, found: Diagnosis) -> Finding:
    return finding(snapshot, found)


def _with_doubles(snapshot: Snapshot, found: Diagnosis) -> Finding:
    """With the services that are listed twice, which is what operators see first."""
    told = finding(snapshot, found)
    return replace(told, message=f"{told.message.rstrip('.')}{_doubles(snapshot)}.")


def _doubles(snapshot: Snapshot) -> str:
    services = snapshot.get(compute_services.PROBE) or ()
    distinct = {(s.binary, s.host, s.id) for s in services}
    if len(distinct) == len(services):
        return ""
    rows, of = count(len(services), "row"), count(len(distinct), "service")
    return f", and `openstack compute service list` shows {rows} for {of}"


def _unless_the_account_is_refused(snapshot: Snapshot, found: Diagnosis) -> Finding | None:
    """Not where a configuration file's password is refused too: that is the account's trouble."""
    names, url = Names.of(snapshot), cell_databases.database_url(snapshot, CELL0)
    if url is None:
        return None
    refused = account_logins.account(url, names) in account_logins.refused_accounts(snapshot, names)
    return None if refused else finding(snapshot, found)


def _check(cause: Cause, title: str, tell: Tell = _plainly, *more: Probe[Any]) -> Check:
    def find(snapshot: Snapshot) -> Iterable[Finding]:
        found = diagnose(snapshot)
        told = tell(snapshot, found) if found is not None and found.cause is cause else None
        return () if told is None else (told,)

    return Check(cause.value, title, (*READS, *more), find, Area.CELLS)


def _computes(snapshot: Snapshot) -> Iterable[Finding]:
    """Where cell0 has a database of its own; on cell1's they are cell1's."""
    database = snapshot.get(cell_databases.PROBE, CELL0)
    if database is None or diagnose(snapshot) is not None:
        return
    hosts = cells.computes(database) | {node.host for node in database.computes}
    if hosts:
        yield Finding(
            "cell0-computes",
            Severity.CRITICAL,
            "cell0",
            f"cell0's own database ({database.schema} on {database.server}) holds computes, of "
            f"{listed(hosts)}: see which nova.conf names it under [database], set that right, restart "
            "nova there and delete those services.",
            entity=Entity(Kind.CELL, CELL0),
        )


CHECKS = (
    # The mapping names a schema that is not there, or that its account may not use: `nova-manage db
    # sync` exits 1 with "Could not access cell0." and six questions; MySQL says 1049, or 1044 where the
    # account has no grant on that name (tried on nova 26). The API answers from cell1 alone.
    _check(Cause.ABSENT, "cell0's database missing or not granted"),
    # nova-api finds them and logs "Found compute service X in cell0; This should never happen!"; each
    # shows twice where cell1 has it too. The nova.conf of a conductor or a compute host names cell0's
    # database, or a dump of cell1's was loaded into it.
    Check("cell0-computes", "Computes in cell0", READS, _computes, Area.CELLS),
    # `map_cell0` without a URL adds _cell0 to the name in [database] connection, also where that names
    # cell0's database already (LP#1696001); MySQL then says 1049 or 1044.
    _check(Cause.DOUBLED, "cell0's database named twice"),
    # Required since Ocata. An instance that no host can take is kept in cell0; without it the request
    # is lost, and `nova-manage db sync` prints a warning and exits 0.
    _check(Cause.MISSING, "cell0 not mapped"),
    # `map_cell0` copies [database] connection as it is at that moment: the package's SQLite file, or a
    # template that nova.conf's URL cannot fill. `db sync` exits 0 then (tried on Ubuntu 24.04).
    _check(Cause.NO_MYSQL, "cell0 on no MySQL server"),
    # The URLs in nova_api.cell_mappings are copies: a changed password does not reach them. `db sync`
    # exits 1 with 1045; the API answers from cell1, after a delay (tried on nova 26).
    _check(Cause.REFUSED, "cell0's password refused", _unless_the_account_is_refused, db_logins.PROBE),
    # `nova-manage db sync` migrates cell0 and the cell of nova.conf; before cell0 is mapped it leaves
    # it out and exits 0. Told by alembic_version in each cell's database.
    _check(Cause.SCHEMA, "cell0's schema missing or behind"),
    # Instances that fail are buried among the living, every compute service shows twice, and nova-api
    # refuses calls by service id ("Service id N refers to multiple services"). On cell1's database no
    # tool of nova's complains: `db sync` exits 0 and `nova-status upgrade check` passes (tried on nova
    # 26). Told by the URLs, and by what the servers call themselves: two names can hide one database.
    _check(Cause.SHARED, "cell0 on another database", _with_doubles, compute_services.PROBE),
    # `update_cell` without --transport-url takes nova.conf's; then `create_cell` exits 2 and
    # `update_cell` on cell1 exits 3, because the same URL "already exists for another cell".
    _check(Cause.TRANSPORT, "cell0 with a message queue"),
    # A wrong or old name, or a bare @ in a password that map_cell0 stored decoded. nova tries ten times
    # with 10 s between: `db sync` exits 1 after 100 s (2003, tried on nova 26).
    _check(Cause.UNREACHABLE, "cell0's database server unreachable"),
)
