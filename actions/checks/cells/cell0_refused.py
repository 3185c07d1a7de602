"""cell0's mapping holds a password that the database no longer takes.

The URLs in nova_api.cell_mappings are copies: a changed password does not reach them. `db sync`
exits 1 with 1045; the API answers from cell1, after a delay (tried on nova 26).
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import account_logins, cell0
from actions.checks._support.host_aliases import Names
from actions.facts.database import db_logins
from actions.facts.nova import cell_databases
from actions.facts.nova.cell_mappings import CELL0
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Not where a configuration file's password is refused too: that is the account's trouble."""
    found = cell0.diagnose(snapshot)
    if found is None or found.cause is not cell0.Cause.REFUSED:
        return
    names, url = Names.of(snapshot), cell_databases.database_url(snapshot, CELL0)
    if url is not None and account_logins.account(url, names) not in account_logins.refused_accounts(
        snapshot, names
    ):
        yield cell0.finding(found)


CHECK = Check("cell0-refused", "cell0's password refused", (*cell0.READS, db_logins.PROBE), find)
