"""The account itself: one password, from wherever it may come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actions.checks._support import account_logins
from actions.checks._support.account_logins import Account
from actions.checks._support.database_errors import in_proxysql
from actions.deployments.parts import DATABASE
from actions.facts.database import database_accounts
from actions.facts.database.database_accounts import Account as Entry
from actions.facts.database.database_accounts import Accounts
from actions.facts.database.database_server import database_host
from actions.facts.hosts import host_layout
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret, Text
from actions.repair.accounts.accounts import (
    AT_HAND_NEEDS,
    Key,
    at_hand,
    broken,
    by_server,
    chosen,
    torn,
)

_KNOWN = "mysql_native_password"
"""The one plugin of which a password can be told without logging in."""


def plan(situation: Situation) -> Decision:
    """ALTER USER for every place of an account whose password is another.

    An account without a plugin is one of MariaDB before 10.4 or MySQL before 5.7: ALTER USER came there
    with MariaDB 10.2 and MySQL 5.7, and until then SET PASSWORD does it.
    """
    found = broken(situation)
    if not found:
        return already("no password in a configuration file is refused")
    host = database_host(situation.site)
    kept = situation.get(database_accounts.PROBE, host.name) if host else None
    if host is None or kept is None:
        return blocked(
            "The database server could not be asked as root: which host has the role database?"
        )
    own = {account: keys for account, keys in found.items() if at_hand(situation, account)}
    for account in own:
        if not any(user == account.user for user, _ in kept):
            return blocked(f"MariaDB on {host.name} has no account {account.user}: make it first.")
    for account, keys in found.items():
        if any(key.by_proxysql for key in keys) and not any(key.opens for key in keys):
            return blocked(_in_proxysql(account, keys, kept))
    changed = {account: tuple(_statements(account.user, keys, kept)) for account, keys in own.items()}
    statements = [one for some in changed.values() for one in some]
    if not statements:
        return _elsewhere(situation, found, host.name) or already(
            f"the server has the password of {', '.join(chosen(keys).told for keys in found.values())}"
        )
    for account in (one for one, some in changed.items() if some):
        if why := locked_out(situation, account):
            return blocked(why)
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
            f"the server has another password for {account.user} than {chosen(own[account]).told}"
            for account, some in changed.items()
            if some
        ),
    )


def _in_proxysql(account: Account, keys: tuple[Key, ...], kept: Accounts) -> str:
    """Whoever logs in with ProxySQL's password would be cut off by another one in MariaDB."""
    key = next(key for key in keys if key.by_proxysql)
    has = all(entry.has(key.password) for (user, _), entry in kept.items() if user == account.user)
    server = "MariaDB has it, but " if has else ""
    return f"Of the password of {key.told}: {server}{in_proxysql(account.user)}"


def _elsewhere(
    situation: Situation, found: Mapping[Account, tuple[Key, ...]], host: str
) -> Decision | None:
    """Accounts of other servers that take no password of a file: nobody asks those as root."""
    for account, keys in found.items():
        if not at_hand(situation, account) and not any(key.opens for key in keys):
            return blocked(
                f"{account.user} on {account.host} is an account of another server than {host}'s: as "
                f"root there, `ALTER USER` gives it the password of {chosen(keys).told}."
            )
    return None


def locked_out(situation: Situation, account: Account) -> str:
    """Who may have another password that works; empty: nobody.

    The server may go by several names: a key that opens by another of them counts.
    """
    every = by_server(situation)
    kept = chosen(every[account])
    if kept.url.torn:
        return torn(kept)
    for other, keys in every.items():
        if other.user != account.user or not at_hand(situation, other):
            continue
        for key in keys if other != account or not kept.opens else ():
            if not key.refused and key.password != kept.password:
                takes = "takes it" if key.opens else "may take it"
                return (
                    f"{key.told} has another password of {account.user}, and {other.host}, which may "
                    f"be the same server, {takes}: write that into {kept.told}, or see to it first."
                )
    return account_logins.unread_of(situation.snapshot, account.user).why


def _statements(account: str, keys: tuple[Key, ...], kept: Accounts) -> Iterator[Text]:
    password = chosen(keys).password
    quoted = Secret(password.reveal().replace("\\", "\\\\").replace("'", "\\'"))
    for (user, place), entry in sorted(kept.items()):
        if user == account and _other(entry, password, keys):
            who = f"'{account}'@'{place}'"
            if entry.plugin:
                yield Text.of(f"ALTER USER {who} IDENTIFIED BY '", quoted, "'")
            else:
                yield Text.of(f"SET PASSWORD FOR {who} = PASSWORD('", quoted, "')")


def _other(entry: Entry, password: Secret, keys: tuple[Key, ...]) -> bool:
    if entry.plugin == _KNOWN:
        return not entry.has(password)
    return any(key.refused for key in keys if key.password == password)


STEP = Step(
    "account",
    "Give the account one password",
    (*AT_HAND_NEEDS, database_accounts.PROBE),
    plan,
)
