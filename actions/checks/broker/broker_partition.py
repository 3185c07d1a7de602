"""RabbitMQ's members have parted: each half goes on alone, and messages between them are lost.

It stays so after the network is well again: one half must be restarted. Source: `partitions` of
`cluster_status`, from each member that answers.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import broker_views
from actions.checks._support.wording import listed
from actions.facts.broker import broker_cluster
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "broker-partition"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each broker that has parted."""
    told: dict[str, tuple[str, set[str], str]] = {}
    for host, cluster in broker_views.clusters(snapshot).items():
        for node, cut in (cluster.partitions or {}).items():
            broker = broker_views.broker_of(snapshot, host)
            nodes = told.setdefault(broker.name, (host, set(), node))[1]
            nodes |= {node, *cut}
    for host, nodes, node in told.values():
        yield _finding(snapshot, host, nodes, node)


def _finding(snapshot: Snapshot, host: str, nodes: set[str], node: str) -> Finding:
    about, tool = broker_views.broker_of(snapshot, host), broker_views.control(snapshot, host)
    says = (
        f"RabbitMQ's members have parted ({listed(nodes)} do not all see each other, as {host} says): "
        "each side goes on alone, and what one side's services send the other's never hear. When the "
        f"network between them is well, run `{tool} stop_app` and `{tool} start_app` on the "
        "members of one side, one after another."
    )
    at = snapshot.reading(broker_cluster.PROBE, host).at
    proof = Evidence(f"`{tool} cluster_status` on {host}", f"partitions of {node}", at)
    return Finding(
        CODE, Severity.CRITICAL, about.name, says, entity=about, down=True, evidence=(proof,)
    )


CHECK = Check(
    CODE,
    "RabbitMQ's members that have parted",
    broker_views.NEEDS,
    find,
    Area.HOSTS,
)
