"""align-db-account: one password for one database account, wherever it is kept.

Three GRANTs with three passwords for one account leave it with the last one, and then some keys of
nova.conf open their schema and others do not. Re-mapping cell0 cannot help there.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import account_logins
from actions.checks._support.wording import count, verb
from actions.facts.nova import compute_services
from actions.model.plan import Action, Decision, Situation, Step, already, blocked
from actions.repair.accounts import (
    account_conf,
    account_mappings,
    account_password,
    account_restart,
)
from actions.repair.accounts.accounts import KEYS_NEEDS, accounts, broken, chosen


def verify(situation: Situation) -> Decision:
    """No commands ever: every key opens what it names and Nova answers, or the run says what not."""
    if situation.pending:
        return already("it is looked at when the steps above are through")
    keys = [key for found in accounts(situation).values() for key in found]
    closed = [key for key in keys if key.login is None or key.login.code]
    if closed:
        login = closed[0].login
        return blocked(
            f"{closed[0].told} does not open: {login.error if login else 'nobody could look'}."
        )
    nova = situation.snapshot.reading(compute_services.PROBE)
    if nova.error:
        return blocked(f"Every key opens what it names, but Nova does not answer: {nova.error}")
    opens = verb(len(keys), "opens what it names", "open what they name")
    return already(f"{count(len(keys), 'connection key')} of the configuration {opens}")


def notes(situation: Situation) -> tuple[str, ...]:
    """Which password is kept, and what else has the old one."""
    return tuple(_notes(situation))


def _notes(situation: Situation) -> Iterator[str]:
    found = broken(situation)
    for keys in found.values():
        kept = chosen(keys)
        today = "the server takes it" if kept.opens else "the server takes none that a file has"
        yield f"The password of {kept.told} is kept: it is in a file already, and today {today}."
    if found:
        yield (
            "An account has one password for all schemas: of several GRANT … IDENTIFIED BY the last "
            "wins, and re-mapping cell0 cannot help."
        )
        yield (
            "Whatever else logs in with it (backups, monitoring, hosts that are not in the site file) "
            "must be given the same; `undo` puts rows back, but no password."
        )
    for user in dict.fromkeys(account.user for account in found):
        yield from account_logins.unread_of(situation.snapshot, user).notes


ACTION = Action(
    "align-db-account",
    "Give a database account one password everywhere",
    (
        account_password.STEP,
        account_conf.STEP,
        account_mappings.STEP,
        account_restart.STEP,
        Step(
            "look",
            "See whether every key opens",
            (*KEYS_NEEDS, compute_services.PROBE),
            verify,
            verify_timeout=60.0,
        ),
    ),
    lock="cell-mappings",
    notes=notes,
)
