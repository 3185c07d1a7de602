"""align-message-account: RabbitMQ has the password that the configurations have.

The password of an account was changed in RabbitMQ alone, or RabbitMQ was set up anew: all services are
refused, and try again for ever. They are let in at their next try, so none need be restarted for that.
Where RabbitMQ takes what some files have, the others are given it; where it takes none of several, a
person must choose.
"""

from __future__ import annotations

from actions.checks._support import message_accounts
from actions.checks._support.wording import count, verb
from actions.facts.broker import broker_logins
from actions.model.plan import Action, Decision, Situation, Step, already, blocked
from actions.repair.broker import (
    message_account,
    message_conf,
    message_mappings,
    message_restart,
)
from actions.repair.broker.message_account import uses


def verify(situation: Situation) -> Decision:
    """No commands ever: RabbitMQ lets every file and mapping in, or the run says what not."""
    if situation.pending:
        return already("it is looked at when the steps above are through")
    known = uses(situation)
    for use, login in known:
        if login is None or not login.opens:
            said = login.told if login else "nobody could look"
            place = f"{use.host}'s {use.path}" if use.path else "the database"
            return blocked(f"{use.where} of {place} does not open: {said}.")
    opens = verb(len(known), "opens", "open")
    return already(f"{count(len(known), 'URL')} with {situation.target} {opens}")


def notes(situation: Situation) -> tuple[str, ...]:
    """Whose password it is, and who else may have the old one."""
    found = message_account.account(situation)
    if isinstance(found, str):
        return ()
    unread = message_accounts.unread_of(situation.snapshot, situation.target)
    every = "that were read have" if unread.holding or unread.others else "have"
    kept = "RabbitMQ takes it, and the files that have another are changed."
    return (
        f"The password that is kept is in configurations already: {kept}"
        if message_conf.pending(situation)
        else f"The password is the one that all configurations {every}: none of them is changed.",
        f"Whatever else logs in as {situation.target} (monitoring, hosts that are not in the site "
        "file) must have the same password; `undo` puts rows back, but no password.",
        *unread.notes,
    )


ACTION = Action(
    "align-message-account",
    "Give RabbitMQ's account the password of the configurations",
    (
        message_account.STEP,
        message_conf.STEP,
        message_mappings.STEP,
        message_restart.STEP,
        Step("look", "See whether every URL opens", broker_logins.NEEDS, verify, verify_timeout=60.0),
    ),
    takes="account",
    lock="cell-mappings",
    notes=notes,
)
