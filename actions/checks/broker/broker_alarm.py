"""RabbitMQ has an alarm: its memory or its disk is short, and it takes no message until that is over.

It lets everybody in and its unit is active, so nothing else shows it: who sends is held up in silence.
Source: `alarms` of `cluster_status`.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import broker_views
from actions.deployments.parts import MESSAGING
from actions.facts.broker import broker_cluster
from actions.facts.hosts import host_layout
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "broker-alarm"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each node and resource, whoever told of it."""
    told: dict[tuple[str, str], str] = {}
    for host, cluster in broker_views.clusters(snapshot).items():
        for alarm in cluster.alarms:
            told.setdefault(alarm, host)
    for (node, resource), host in told.items():
        yield _finding(snapshot, node, resource, host)


def _finding(snapshot: Snapshot, node: str, resource: str, asked: str) -> Finding:
    host = broker_views.host_of(snapshot, node)
    says = (
        f"RabbitMQ on {host} has an alarm ({resource}): the whole broker takes no message until that "
        f"is over, and who sends is held up in silence. {_what(snapshot, resource, host)}"
    )
    at = snapshot.reading(broker_cluster.PROBE, asked).at
    tool = broker_views.control(snapshot, asked)
    proof = Evidence(f"`{tool} cluster_status` on {asked}", f"alarm: {resource} of {node}", at)
    about = broker_views.broker_of(snapshot, host)
    return Finding(CODE, Severity.CRITICAL, host, says, entity=about, down=True, evidence=(proof,))


def _what(snapshot: Snapshot, resource: str, host: str) -> str:
    """What a person looks at next."""
    if resource == "disk":
        folder = host_layout.state(snapshot, host, MESSAGING)
        return f"`df -h {folder}` on {host}: it wants more free than its disk_free_limit."
    tool = broker_views.control(snapshot, host)
    if resource == "memory":
        return (
            f"`{tool} list_queues name messages memory` on {host} says which queue fills it: one "
            "that nobody hears, most often."
        )
    return f"`{tool} status` on {host} says its limits."


CHECK = Check(
    CODE,
    "Alarms of RabbitMQ, in which it takes no message",
    broker_views.NEEDS,
    find,
    Area.HOSTS,
)
