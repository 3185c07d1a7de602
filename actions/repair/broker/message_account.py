"""The account itself: RabbitMQ's password made the one that its configurations have.

Cells may have a RabbitMQ each, with an account of one name: another broker's is another account.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from actions.checks._support import message_accounts, reachability
from actions.checks._support.message_accounts import Place
from actions.checks._support.wording import listed
from actions.deployments.all import usual_tool
from actions.deployments.parts import MESSAGING
from actions.facts.broker import broker_logins, message_users
from actions.facts.broker.broker_logins import Login, Use
from actions.facts.broker.message_users import MessageUser
from actions.facts.hosts import host_layout
from actions.formats.url import TORN
from actions.model.command import Shell
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret, Text

USES_NEEDS: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    *broker_logins.NEEDS,
)
"""What `uses` and `account` read."""

Tried = tuple[Use, Login | None]
"""One that logs in, and what became of it."""
_ALL = "'.*' '.*' '.*'"
OPENING = (530, 541)
"""AMQP's numbers where the login was taken, and its virtual host is not to be had."""


@dataclass(frozen=True)
class Account:
    """What the configurations say of the account alike, or those of them that RabbitMQ takes."""

    host: str
    """The host on which RabbitMQ's tool is run."""
    password: Secret
    vhosts: tuple[str, ...]


def uses(situation: Situation) -> list[Tried]:
    """All that log in with the account, in files and mappings, at any broker."""
    return [
        (use, situation.get(broker_logins.PROBE, subject))
        for subject, same in broker_logins.uses(situation.snapshot).items()
        for use in same
        if use.place.login[0] == situation.target
    ]


def by_broker(situation: Situation) -> list[list[Tried]]:
    """The same by what they lead to: URLs that have a place in common lead to one broker."""
    found: list[tuple[frozenset[Place], list[Tried]]] = []
    for one in uses(situation):
        places, known = message_accounts.places(situation.snapshot, one[0]), [one]
        apart: list[tuple[frozenset[Place], list[Tried]]] = []
        for others, some in found:
            if places & others:
                places, known = places | others, [*some, *known]
            else:
                apart.append((others, some))
        found = [*apart, (places, known)]
    return [known for _, known in found]


def at_hand(situation: Situation) -> list[Tried]:
    """Those that lead to the broker whose tool is run."""
    for known in by_broker(situation):
        if any(message_accounts.at_hand(situation.snapshot, use) for use, _ in known):
            return known
    return []


def account(situation: Situation) -> Account | str:
    """What the configurations agree on; or why that cannot be told."""
    every = [use for use, _ in uses(situation) if use.path]
    if not every:
        return (
            f"No configuration that was read logs in to RabbitMQ as {situation.target!r}: "
            f"{situation.command('check')} names the accounts."
        )
    torn = next((use for use in every if use.whole.torn), None)
    if torn is not None:
        return f"The password in {torn.where} of {torn.host}'s {torn.path} {TORN}"
    known = at_hand(situation)
    own = [use for use, _ in known if use.path]
    host = message_users.message_host(situation.site)
    if host is None or not own:
        return message_accounts.elsewhere(situation.snapshot, situation.target, every)
    kept = taken(known) or {use.place.login[1] for use in own}
    if len(kept) > 1:
        return _differ(situation.target, known)
    vhosts = tuple(sorted({use.place.virtual_host for use in own}))
    return Account(host.name, kept.pop(), vhosts)


def taken(known: list[Tried]) -> set[Secret]:
    """The passwords of configurations that one broker takes, whatever it says of the virtual host."""
    return {
        use.place.login[1]
        for use, login in known
        if use.path and login is not None and (login.opens or login.code in OPENING)
    }


def _differ(user: str, known: list[Tried]) -> str:
    """Which files have which password, without any."""
    groups: dict[Secret, dict[str, bool]] = {}
    for use, login in known:
        if use.path:
            opens = login is not None and login.opens
            groups.setdefault(use.place.login[1], {})[f"{use.path} on {use.host}"] = opens
    told = "; another in ".join(
        listed(files, most=6) + (" (RabbitMQ takes it)" if any(files.values()) else "")
        for files in groups.values()
    )
    return (
        f"The configurations have several passwords for {user}, and RabbitMQ can have one: "
        f"one in {told}. Write the one to keep into the others' transport_url, and restart what reads "
        "them."
    )


def plan(situation: Situation) -> Decision:
    """change_password, or the whole account where it is gone."""
    found = account(situation)
    if isinstance(found, str):
        return blocked(found)
    decision = _at_hand(situation, found)
    return decision if decision.commands or decision.blocked else _others(situation) or decision


def _at_hand(situation: Situation, found: Account) -> Decision:
    logins = [
        login
        for use, login in at_hand(situation)
        if use.path and use.place.login[1] == found.password  # the others' files are edited
    ]
    name, host = situation.target, found.host
    if logins and all(login is not None and login.opens for login in logins):
        return already(f"RabbitMQ takes {name} with the password that is kept")
    users = situation.get(message_users.PROBE, host)
    if users is None:
        error = situation.snapshot.reading(message_users.PROBE, host).error
        return blocked(f"RabbitMQ's users on {host} could not be read: {error or 'nobody looked'}.")
    typed = Text.of(found.password, "\n")  # where the line has no password, it is read from there
    user = users.get(name)
    word, tool = shlex.quote(name), host_layout.tool(situation.snapshot, host, MESSAGING).line
    rights = [
        Shell(host, f"{tool} set_permissions -p {shlex.quote(vhost)} {word} {_ALL}")
        for vhost in found.vhosts
        if user is None or vhost not in user.permissions
    ]
    if user is None:
        add = Shell(host, f"{tool} add_user {word}", stdin=typed)
        return do(add, *rights, why=f"RabbitMQ on {host} has no account {name}")
    if not user.has(found.password):
        if why := _locked_out(situation, host, user):
            return blocked(why)
        change = Shell(host, f"{tool} change_password {word}", stdin=typed)
        why = f"RabbitMQ on {host} has another password than the configurations"
        return do(change, *rights, why=why)
    if rights:
        return do(*rights, why=f"RabbitMQ's account {name} has no rights in its virtual host")
    closed = [login.told for login in logins if login is not None and not login.opens]
    if closed and not situation.pending:
        return blocked(
            f"RabbitMQ on {host} has the password of the configurations, and lets {name} not in: "
            f"{closed[0]}."
        )
    return already(f"RabbitMQ on {host} has the password of the configurations")


def _locked_out(situation: Situation, host: str, user: MessageUser) -> str:
    """Who has the password that RabbitMQ has today, or may have it; empty: nobody."""
    has = {
        f"{use.path} on {use.host}" if use.path else use.where
        for use, _ in uses(situation)
        if user.has(use.place.login[1])
    }
    if has:
        return (
            f"RabbitMQ on {host} has the password that {situation.target} has in {listed(has)}: write "
            "that into the files that are refused, and restart what reads them; or, if the files are "
            f"right, run `{usual_tool(MESSAGING).line} change_password {situation.target}` there."
        )
    return message_accounts.unread_of(situation.snapshot, situation.target).why


def _others(situation: Situation) -> Decision | None:
    """Other brokers that take no password of the files which lead there: no tool is run there."""
    own = at_hand(situation)
    for known in by_broker(situation):
        files = [use for use, login in known if use.path and login is not None and login.code]
        if known != own and files and not taken(known):
            return blocked(message_accounts.elsewhere(situation.snapshot, situation.target, files))
    return None


STEP = Step(
    "account",
    "Give RabbitMQ's account the password that the configurations have",
    (*USES_NEEDS, message_users.PROBE),
    plan,
    verify_timeout=15.0,
)
