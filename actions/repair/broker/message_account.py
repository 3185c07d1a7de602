"""The account itself: RabbitMQ's password made the one that all configurations have."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from actions.checks._support import entities, reachability
from actions.checks._support.wording import listed
from actions.deployments.all import usual_tool
from actions.deployments.parts import MESSAGING
from actions.facts.broker import broker_logins, message_users
from actions.facts.broker.broker_logins import Login, Use
from actions.facts.hosts import host_layout
from actions.model.command import Shell
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.secret import Secret, Text

USES_NEEDS: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    *broker_logins.NEEDS,
)
"""What `uses` and `account` read."""

_ALL = "'.*' '.*' '.*'"
VHOST = 530
"""AMQP's number where the login was taken, and the virtual host was not."""


@dataclass(frozen=True)
class Account:
    """What the configurations say of the account alike, or those of them that RabbitMQ takes."""

    host: str
    """The host on which RabbitMQ's tool is run."""
    password: Secret
    vhosts: tuple[str, ...]


def uses(situation: Situation) -> list[tuple[Use, Login | None]]:
    """All that log in with the account, in files and mappings, and what became of it."""
    return [
        (use, situation.get(broker_logins.PROBE, subject))
        for subject, same in broker_logins.uses(situation.snapshot).items()
        for use in same
        if use.place.login[0] == situation.target
    ]


def account(situation: Situation) -> Account | str:
    """What the configurations agree on; or why that cannot be told."""
    own = [use for use, _ in uses(situation) if use.path]
    if not own:
        return (
            f"No configuration that was read logs in to RabbitMQ as {situation.target!r}: "
            f"{situation.command('check')} names the accounts."
        )
    torn = next((use for use in own if use.whole.torn), None)
    if torn is not None:
        return (
            f"The password in {torn.where} of {torn.host}'s {torn.path} holds a bare @, so nobody can "
            "tell where it ends: write it percent-encoded (%40) first."
        )
    brokers = {entities.broker(situation.snapshot, use.whole).name for use in own}
    if len(brokers) > 1:
        return f"The configurations lead to several brokers ({listed(brokers)}), each with an account."
    host = message_users.message_host(situation.site)
    names = reachability.host_names(situation.snapshot)
    if host is None or host.name not in {names.host(use.place.host) for use in own}:
        return (
            f"The configurations lead to {listed(brokers)}, which is no host of the site file with the "
            f"role messaging: run `{usual_tool(MESSAGING).line} change_password {situation.target}` "
            "there."
        )
    kept = taken(situation) or {use.place.login[1] for use in own}
    if len(kept) > 1:
        return _differ(situation)
    vhosts = tuple(sorted({use.place.virtual_host for use in own}))
    return Account(host.name, kept.pop(), vhosts)


def taken(situation: Situation) -> set[Secret]:
    """The passwords of configurations that RabbitMQ takes, whatever it says of the virtual host."""
    return {
        use.place.login[1]
        for use, login in uses(situation)
        if use.path and login is not None and (login.opens or login.code == VHOST)
    }


def _differ(situation: Situation) -> str:
    """Which files have which password, without any."""
    groups: dict[Secret, dict[str, bool]] = {}
    for use, login in uses(situation):
        if use.path:
            opens = login is not None and login.opens
            groups.setdefault(use.place.login[1], {})[f"{use.path} on {use.host}"] = opens
    told = "; another in ".join(
        listed(files, most=6) + (" (RabbitMQ takes it)" if any(files.values()) else "")
        for files in groups.values()
    )
    return (
        f"The configurations have several passwords for {situation.target}, and RabbitMQ can have one: "
        f"one in {told}. Write the one to keep into the others' transport_url, and restart what reads "
        "them."
    )


def plan(situation: Situation) -> Decision:
    """change_password, or the whole account where it is gone."""
    found = account(situation)
    if isinstance(found, str):
        return blocked(found)
    logins = [
        login
        for use, login in uses(situation)
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


STEP = Step(
    "account",
    "Give RabbitMQ's account the password that the configurations have",
    (*USES_NEEDS, message_users.PROBE),
    plan,
    verify_timeout=15.0,
)
