"""The account itself: one password, from wherever it may come."""

from __future__ import annotations

from collections.abc import Iterator

from actions.deployments.parts import DATABASE
from actions.facts.database import database_accounts
from actions.facts.database.database_accounts import Account, Accounts
from actions.facts.database.database_server import database_host
from actions.facts.hosts import host_layout
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret, Text
from actions.repair.accounts.accounts import KEYS_NEEDS, Key, broken, chosen

_KNOWN = "mysql_native_password"
"""The one plugin of which a password can be told without logging in."""


def plan(situation: Situation) -> Decision:
    """ALTER USER for every place of an account whose password is another."""
    found = broken(situation)
    if not found:
        return already("no password in a configuration file is refused")
    host = database_host(situation.site)
    kept = situation.get(database_accounts.PROBE, host.name) if host else None
    if host is None or kept is None:
        return blocked(
            "The database server could not be asked as root: which host has the role database?"
        )
    for account in found:
        if not any(user == account for user, _ in kept):
            return blocked(f"MariaDB on {host.name} has no account {account}: make it first.")
    statements = [s for account, keys in found.items() for s in _statements(account, keys, kept)]
    if not statements:
        models = ", ".join(chosen(keys).told for keys in found.values())
        return already(f"the server has the password of {models}")
    text = Text.of(*(Text.of(statement, ";\n") for statement in statements))
    items = tuple(statement.shown() for statement in statements)
    return do(
        Shell(
            host.name,
            host_layout.tool(situation.snapshot, host.name, DATABASE).line,
            stdin=text,
            items=items,
        ),
        why="; ".join(
            f"the server has another password for {account} than {chosen(keys).told}"
            for account, keys in found.items()
        ),
    )


def _statements(account: str, keys: tuple[Key, ...], kept: Accounts) -> Iterator[Text]:
    password = chosen(keys).password
    quoted = Secret(password.reveal().replace("\\", "\\\\").replace("'", "\\'"))
    for (user, place), entry in sorted(kept.items()):
        if user == account and _other(entry, password, keys):
            yield Text.of(f"ALTER USER '{account}'@'{place}' IDENTIFIED BY '", quoted, "'")


def _other(entry: Account, password: Secret, keys: tuple[Key, ...]) -> bool:
    if entry.plugin == _KNOWN:
        return not entry.has(password)
    return any(key.refused for key in keys if key.password == password)


STEP = Step(
    "account",
    "Give the account one password",
    (*KEYS_NEEDS, database_accounts.PROBE),
    plan,
)
