"""A member of a RabbitMQ cluster does not serve, though systemd may say that it is active.

A node that is cut off pauses itself (pause_minority) and its unit stays active; with one more gone
there may be no broker at all. Source: a login at each place of a transport_url; and, where something
gives a reason to ask, `cluster_status` of each member.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import broker_views, message_logins
from actions.checks._support.wording import count
from actions.deployments.services import MESSAGE_BROKER
from actions.facts.broker import broker_cluster
from actions.facts.hosts import units
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "broker-member"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host whose member is out."""
    told: dict[str, tuple[list[str], list[Evidence]]] = {}
    for host, tried in broker_views.silent_places(snapshot).items():
        words, proof = told.setdefault(host, ([], []))
        words.append(f"no login there gets an answer ({tried[0].login.told})")
        proof += message_logins.evidence(tried, most=3)
    for host, cluster in broker_views.clusters(snapshot).items():
        for node in sorted({*cluster.members} - {*cluster.running}):
            gone = broker_views.host_of(snapshot, node)
            words, proof = told.setdefault(gone, ([], []))
            left = f"{len(cluster.running)} of {count(len(cluster.members), 'member')}"
            words += [f"{host} sees {left} running, and not {node}"] if len(words) < 2 else []
            proof.append(_evidence(snapshot, host, f"running: {' '.join(cluster.running)}"))
    for host, one in snapshot.each(broker_cluster.PROBE).items():
        if one.error:
            words, proof = told.setdefault(host, ([], []))
            words.append(f"its tool says: {one.error.rstrip('.')}")
            proof.append(_evidence(snapshot, host, one.error))
    for host, (words, proof) in told.items():
        yield _finding(snapshot, host, words, proof)


def _evidence(snapshot: Snapshot, host: str, text: str) -> Evidence:
    at = snapshot.reading(broker_cluster.PROBE, host).at
    tool = broker_views.control(snapshot, host)
    return Evidence(f"`{tool} cluster_status` on {host}", text, at)


def _finding(snapshot: Snapshot, host: str, words: list[str], proof: list[Evidence]) -> Finding:
    unit = broker_views.unit_of(snapshot, host)
    active = unit is None or unit.active == "active"
    state = f", though {unit.name} there is active" if unit and active else ""
    if unit and not active:
        state = f", and {unit.name} there is {unit.active}"
    says = f"RabbitMQ on {host} is no running member of its broker: {'; '.join(words)}{state}."
    if unit and active:
        tool = broker_views.control(snapshot, host)
        says += (
            f" `{tool} cluster_status` there says what it waits for: the network to the other "
            f"members, or `{tool} start_app`."
        )
    return Finding(
        CODE,
        Severity.WARNING,
        host,
        says,
        entity=service(host, MESSAGE_BROKER),
        down=active,
        evidence=tuple(proof[:5]),
    )


CHECK = Check(
    CODE,
    "Members of RabbitMQ that do not serve",
    (*broker_views.NEEDS, units.PROBE),
    find,
    Area.HOSTS,
)
