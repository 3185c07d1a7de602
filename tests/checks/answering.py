"""What brokers, memcached and databases answer in the checks' cases: well, but where a case says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions.facts.broker import broker_cluster, broker_logins
from actions.facts.broker.broker_cluster import Cluster, Queue
from actions.facts.broker.broker_logins import Login
from actions.facts.cache import cache_answers
from actions.facts.cache.cache_answers import Answer
from actions.facts.database import database_status
from actions.facts.keystone import api_reach
from actions.formats.json_codec import decode
from actions.model.fact import Snapshot
from actions.site.snapshot_file import fact_type
from tests.checks.healthy import QUIET, Case

Tell = Callable[[str, str, object], None]
"""Probe, subject, fact."""
AMQP = {
    0: "",
    403: "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the "
    "broker logfile.",
    530: "NOT_ALLOWED - vhost / not found",
}
"""What RabbitMQ says with each of its codes."""


def tell_all(snapshot: Snapshot, tell: Tell, case: Mapping[str, Any]) -> None:
    """`brokers`, `caches` and `databases` of a case."""
    brokers(snapshot, tell, case.get("brokers", {}))
    caches(snapshot, tell, case.get("caches", {}))
    clusters(snapshot, tell)
    databases(snapshot, tell, case.get("databases", {}))


def brokers(snapshot: Snapshot, tell: Tell, told: Mapping[str, int | str]) -> None:
    """By a subject's beginning: AMQP's code, or why there is no answer; what is not named opens."""
    for subject in broker_logins.ask(snapshot):
        what = max((name for name in told if subject.startswith(name)), key=len, default="")
        answer = told.get(what, 0)
        if isinstance(answer, int):
            login = Login(answer, AMQP[answer])
        elif answer[:3].isdigit():
            login = Login(int(answer[:3]), answer[4:])
        else:
            login = Login(0, answer, connected="cannot connect" not in answer)
        tell(broker_logins.PROBE.name, subject, login)


def clusters(snapshot: Snapshot, tell: Tell) -> None:
    """Each RabbitMQ is a cluster of one, without alarms, and its queues are heard."""
    for host in broker_cluster.ask(snapshot):
        node = (f"rabbit@{host}",)
        heard = Queue("/", "conductor", 0, 1)
        tell(broker_cluster.PROBE.name, host, Cluster(node, node, partitions={}, queues=(heard,)))


def caches(snapshot: Snapshot, tell: Tell, errors: Mapping[str, str]) -> None:
    """By "host place": why a memcached does not answer; what is not named does."""
    for host in cache_answers.ask(snapshot):
        places = cache_answers.used(snapshot, host)
        wrong = {place: errors.get(f"{host} {place}", "") for place in places}
        fact = {p: Answer("" if why else "1.6.18", why) for p, why in wrong.items()}
        tell(cache_answers.PROBE.name, host, fact)


def reach(snapshot: Snapshot, tell: Tell) -> None:
    """Every compute host gets its connections; the catalog has to be told before."""
    for host, places in api_reach.used(snapshot).items():
        tell(api_reach.PROBE.name, host, dict.fromkeys(places, ""))


def databases(snapshot: Snapshot, tell: Tell, told: Mapping[str, Case | None]) -> None:
    """By server, as `database-status` names it: what is otherwise than on a quiet one; null: unseen."""
    hint = fact_type(database_status.PROBE)
    for subject in database_status.ask(snapshot):
        server = told.get(subject, {})
        if server is not None:
            quiet = {} if server.get("code") else {**QUIET, "galera": None}
            tell(database_status.PROBE.name, subject, decode(hint, {**quiet, **server}))
