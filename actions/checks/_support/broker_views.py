"""RabbitMQ's members as services name them and as the members see each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.checks._support import message_logins, reachability
from actions.checks._support.message_logins import Tried
from actions.deployments.parts import MESSAGING
from actions.deployments.services import MESSAGE_BROKER
from actions.facts.broker import broker_cluster, broker_logins
from actions.facts.broker.broker_cluster import Cluster
from actions.facts.hosts import host_layout
from actions.facts.hosts.units import Unit
from actions.model.entity import Entity, service
from actions.model.fact import Probe, Snapshot

NEEDS: tuple[Probe[Any], ...] = (
    *reachability.HEARD_NEEDS,
    *broker_logins.NEEDS,
    broker_cluster.PROBE,
)
"""What the functions read, but for `unit_of`."""


def host_of(snapshot: Snapshot, node: str) -> str:
    """The host of rabbit@host, by the site file's name where it has one."""
    return reachability.host_names(snapshot).same(node.partition("@")[2] or node)


def broker_of(snapshot: Snapshot, host: str) -> Entity:
    """The broker that services reach at a host; where none names it, RabbitMQ there."""
    names = reachability.host_names(snapshot)
    for one in message_logins.tried(snapshot):
        if names.host(one.use.place.host) == host:
            return one.broker
    return service(host, MESSAGE_BROKER)


def unit_of(snapshot: Snapshot, host: str) -> Unit | None:
    """RabbitMQ's unit there."""
    return reachability.unit(snapshot, host, MESSAGE_BROKER)


def clusters(snapshot: Snapshot) -> Mapping[str, Cluster]:
    """By host, those members that said something of their cluster."""
    return {h: one for h, one in snapshot.each(broker_cluster.PROBE).items() if not one.error}


def silent_places(snapshot: Snapshot) -> Mapping[str, list[Tried]]:
    """Hosts of members that answer nobody, while another member of theirs answers."""
    names = reachability.host_names(snapshot)
    brokers: dict[Entity, dict[str, list[Tried]]] = {}
    for one in message_logins.tried(snapshot):
        host = names.same(one.use.place.host)
        brokers.setdefault(one.broker, {}).setdefault(host, []).append(one)
    found: dict[str, list[Tried]] = {}
    for members in brokers.values():
        silent = {h: own for h, own in members.items() if not any(o.login.answered for o in own)}
        if len(silent) < len(members):
            found |= silent
    return found


def control(snapshot: Snapshot, host: str) -> str:
    """How an operator calls RabbitMQ's tool on a host."""
    return host_layout.tool(snapshot, host, MESSAGING).line
