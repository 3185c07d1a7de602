"""RabbitMQ's accounts: whether one may be given the password that configurations have."""

from __future__ import annotations

from collections.abc import Collection

from actions.checks._support import entities, reachability
from actions.checks._support.unread_confs import Unread, unread
from actions.checks._support.wording import listed
from actions.deployments.all import usual_tool
from actions.deployments.parts import MESSAGING
from actions.facts.broker import broker_logins, message_users
from actions.facts.broker.broker_logins import Use
from actions.formats.url import RABBIT_PORT
from actions.model.fact import Snapshot

Place = tuple[str, int]
"""Host, by one spelling, and port."""


def places(snapshot: Snapshot, use: Use) -> frozenset[Place]:
    """All that its URL names: each leads to one broker."""
    return reachability.host_names(snapshot).places(use.whole, RABBIT_PORT)


def at_hand(snapshot: Snapshot, use: Use) -> bool:
    """It leads to the RabbitMQ whose tool is run: another broker's account is another one."""
    host = message_users.message_host(snapshot.site)
    return host is not None and any(name == host.name for name, _ in places(snapshot, use))


def elsewhere(snapshot: Snapshot, user: str, uses: Collection[Use]) -> str:
    """Where they lead, and that its password is to be set there by hand."""
    brokers = {entities.broker(snapshot, use.whole).name for use in uses}
    host = message_users.message_host(snapshot.site)
    known = {name for use in uses for name, _ in places(snapshot, use) if snapshot.site.host(name)}
    what = "which is no host of the site file with the role messaging"
    if host is not None and known:
        what = f"which is another RabbitMQ than {host.name}'s"
    tool = usual_tool(MESSAGING).line
    return (
        f"The configurations lead to {listed(brokers)}, {what}: run `{tool} change_password {user}` "
        "there."
    )


def unread_of(snapshot: Snapshot, user: str) -> Unread:
    """The hosts whose files may have a password of it that nobody saw."""
    uses = [use for same in broker_logins.uses(snapshot).values() for use in same]
    paths = {use.path for use in uses if use.path and use.place.login[0] == user}
    return unread(snapshot, "rabbitmq", user, paths)


def not_to_set(snapshot: Snapshot, user: str, uses: Collection[Use]) -> str:
    """Why the password of files that are all refused may not become the account's; empty: it may."""
    if not any(at_hand(snapshot, use) for use in uses):
        return elsewhere(snapshot, user, uses)
    if len({use.place.login[1] for use in uses if use.path}) > 1:
        return "They have several passwords, and RabbitMQ takes none: write one into all of them first."
    return unread_of(snapshot, user).why
