"""RabbitMQ's members, alarms, partitions and queues, as each member sees them.

Dear: each question starts an Erlang virtual machine. Asked where nobody can log in, and where several
services are silent, or one that runs, and nothing seen says why: a broker that lets everybody in may
still take no message.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.deployments.all import service_of
from actions.deployments.parts import MESSAGING
from actions.deployments.services import MESSAGE_BROKER
from actions.facts._support.shell import bounded, sections, together
from actions.facts._support.unexplained import Silent, of_hosts, unexplained
from actions.facts.broker import broker_logins
from actions.facts.broker.broker_logins import Login
from actions.facts.cinder import volume_services
from actions.facts.hosts import host_layout, units
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services
from actions.formats.host_name import may_be_one, plain_name
from actions.formats.repeated_secrets import beginning
from actions.formats.tool_json import first_json
from actions.formats.url import Url
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

_SECONDS = 8
"""Of each question: with a login that fails at once, a look ends within 12 s all the same."""
_REPORTS = 75.0
"""Seconds after its start in which a service has reported, or is counted as down."""
_LATE = f"no answer within {_SECONDS} s"
_ENDED = "Session terminated, killing shell"
"""What su says, by which Debian runs the tool, when its time is over; it ends no line."""
_QUEUES = "queues "
_NO_JSON = re.compile("function_clause|invalid command|could not recognise command")
"""What the tool says of --formatter where it does not know it: before 3.7."""


@dataclass(frozen=True)
class Queue:
    """One queue."""

    vhost: str
    name: str
    messages: int
    consumers: int


@dataclass(frozen=True)
class Cluster:
    """What one member says; or why it says nothing."""

    members: tuple[str, ...] = ()
    """Nodes as RabbitMQ names them: rabbit@host."""
    running: tuple[str, ...] = ()
    alarms: tuple[tuple[str, str], ...] = ()
    """Node and resource: memory, disk, file_descriptors."""
    partitions: Mapping[str, tuple[str, ...]] | None = None
    """By a node, those that it does not see; None: it did not say."""
    queues: tuple[Queue, ...] | None = None
    """None: they were not asked for, or not told."""
    error: str = ""


def reason(snapshot: Snapshot) -> bool:
    """No place of a URL can be connected to, or RabbitMQ lets somebody in, and services are silent.

    Where it is frozen its tool would hang; where it refuses everybody, or one member answers nobody and
    another one does, the reason is known. Cut off, each member's tool would wait 8 s for the others.
    """
    logins = snapshot.each(broker_logins.PROBE)
    if any(login.connected and not login.answered for login in logins.values()):
        return False
    if not all(login.connected for login in logins.values()):
        return _out_of_reach(snapshot, logins)
    silent = unexplained(snapshot)
    opens = any(login.opens for login in logins.values())
    return opens and (len(silent) >= 2 or bool(silent & _run(snapshot)))


def _out_of_reach(snapshot: Snapshot, logins: Mapping[str, Login]) -> bool:
    """Whether a URL that does not connect somewhere has no place that answered anybody."""
    away: list[Url] = []
    answered: set[tuple[str, int | None]] = set()
    for subject, same in broker_logins.uses(snapshot).items():
        login = logins.get(subject)
        if login is not None and login.answered:
            answered.update((use.place.host, use.place.port) for use in same)
        elif login is not None and not login.connected:
            away += (use.whole for use in same)
    return any(answered.isdisjoint((one.host, one.port) for one in (url, *url.others)) for url in away)


def _run(snapshot: Snapshot) -> Silent:
    """What has run for so long that it would have reported."""
    return frozenset(
        (host, name)
        for host, name, unit in of_hosts(snapshot)
        if unit.active == "active" and (unit.age or 0.0) > _REPORTS
    )


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host on which it runs; queues of one of each broker, for they are the cluster's."""
    hosts = [
        host
        for host, known in snapshot.each(units.PROBE).items()
        if any(
            service_of(unit.name) == MESSAGE_BROKER and unit.active == "active"
            for unit in known.values()
        )
    ]
    places = (use.place.virtual_host for same in broker_logins.uses(snapshot).values() for use in same)
    vhosts = tuple(sorted(set(places))) or ("/",)
    first = _one_of_each(snapshot, hosts)
    return {
        host: ShellQuery(
            host,
            _line(host_layout.tool(snapshot, host, MESSAGING).line, vhosts if host in first else ()),
        )
        for host in hosts
    }


def _one_of_each(snapshot: Snapshot, hosts: Iterable[str]) -> frozenset[str]:
    """A member of each broker, by the URLs: cells may have brokers of their own.

    One that no URL names (they name a shared address) is a member of the broker that its own files use.
    """
    urls: dict[frozenset[str], set[str]] = {}
    for use in (use for same in broker_logins.uses(snapshot).values() for use in same):
        places = (use.whole, *use.whole.others)
        urls.setdefault(frozenset(plain_name(url.host) for url in places), set()).add(use.host)
    found: set[str] = set()
    told: set[frozenset[str]] = set()
    for host in hosts:
        name = plain_name(host)
        own = {url for url in urls if any(may_be_one(name, place) for place in url)}
        own = own or {url for url, users in urls.items() if host in users} or {frozenset()}
        if told.isdisjoint(own):
            found.add(host)
        told |= own
    return frozenset(found)


def _line(tool: str, vhosts: Iterable[str]) -> str:
    """All at once, for a member that is cut off lets each wait."""
    asked = {"cluster": f"{tool} -q cluster_status --formatter json 2>&1"}
    for vhost in vhosts:
        columns = "name messages consumers --formatter json"
        asked[_QUEUES + vhost] = f"{tool} -q list_queues -p {shlex.quote(vhost)} {columns}"
    own = {name: f"timeout -k 1 {_SECONDS} {line}" for name, line in asked.items()}
    return bounded(together(**own), _SECONDS + 2)


def parse(answer: ShellResult) -> Cluster:
    """JSON, with whatever the tool says before it left out; its own error, where it gives none."""
    found = sections(answer)
    if "cluster" not in found:
        raise ParseError("rabbitmqctl was not asked for its cluster")
    told = first_json(found["cluster"], dict)
    if told is None:
        error = _error(found["cluster"])
        if not error:  # not RabbitMQ's word: of its member nothing is known
            said = found["cluster"].strip().splitlines()
            late = not said or _ENDED in said[0]
            raise ParseError(f"rabbitmqctl: {_LATE if late else beginning(said[0])}")
        if _NO_JSON.search(error):
            raise ParseError(f"rabbitmqctl tells nothing as JSON, which it does since 3.7: {error}")
        return Cluster(error=error)
    listed = {
        key.removeprefix(_QUEUES): rows
        for key, text in found.items()
        if key.startswith(_QUEUES) and (rows := first_json(text, list)) is not None
    }
    try:
        return _cluster(told, listed)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ParseError(f"rabbitmqctl gave JSON of a form that is not known: {error}") from error


def _cluster(told: Mapping[str, Any], listed: Mapping[str, list[Any]]) -> Cluster:
    older = told.get("nodes", {})  # of 3.7: by disc and ram
    kinds = (told.get("disk_nodes", []), told.get("ram_nodes", []), *older.values())
    members = frozenset(node for kind in kinds for node in _names(kind))
    queues = [
        Queue(
            vhost,
            str(row["name"]),
            int(row.get("messages") or 0),  # of one that is down: ""
            int(row.get("consumers") or 0),
        )
        for vhost, rows in listed.items()
        for row in rows
    ]
    return Cluster(
        members=tuple(sorted(members)),
        running=tuple(sorted(_running(told["running_nodes"], members))),
        alarms=tuple(sorted(_alarms(told.get("alarms") or []))),
        partitions={node: tuple(_names(cut)) for node, cut in _by_node(told.get("partitions") or [])},
        queues=tuple(queues) if listed else None,
    )


def _running(told: Any, members: Iterable[str]) -> list[str]:
    """A list; 4.1.2 and 4.1.3 write one name behind the other (rabbitmq-server's issue 14398)."""
    if not isinstance(told, str):
        return _names(told)
    names = "|".join(re.escape(one) for one in sorted(members, key=len, reverse=True))
    found = re.findall(names, told) if names else []
    if "".join(found) != told:
        raise ValueError(f"running_nodes is {beginning(told, 80)}")
    return found


def _alarms(told: Any) -> set[tuple[str, str]]:
    """Each an object; in 3.7 those of a node, by its name."""
    if isinstance(told, list) and all(isinstance(one, dict) for one in told):
        return {_alarm(one) for one in told}
    return {
        (node, (kind if isinstance(kind, str) else _names(kind)[1]).removesuffix("_limit"))
        for node, kinds in _by_node(told)
        for kind in kinds
    }


def _alarm(told: Mapping[str, Any]) -> tuple[str, str]:
    """A resource's, or the limit of file descriptors, which is a type of its own."""
    kind = str(told.get("resource") or told.get("type", "")).removesuffix("_limit")
    return str(told.get("node", "")), kind


def _by_node(told: Any) -> list[tuple[str, list[Any]]]:
    """An object, or a list of pairs: what Erlang has for both is the same."""
    pairs = list(told.items()) if isinstance(told, dict) else [(node, some) for node, some in told]
    if any(not isinstance(node, str) or not isinstance(some, list) for node, some in pairs):
        raise ValueError(f"{beginning(str(told), 80)} is not by nodes")
    return pairs


def _names(told: Any) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise ValueError(f"{beginning(str(told), 80)} is no list of names")
    return told


def _error(text: str) -> str:
    """Its own sentence: the one behind "Error:", or the next line's; empty: it said none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for at, line in enumerate(lines):
        if line.startswith("Error"):
            rest = line.partition(":")[2].strip() or next(iter(lines[at + 1 :]), "")
            return beginning(rest)
    return ""


PROBE = Probe(
    "broker-cluster",
    ask,
    parse,
    period=300.0,
    timeout=60.0,
    needs=(
        *broker_logins.NEEDS,
        compute_services.PROBE,
        host_layout.PROBE,
        network_agents.PROBE,
        units.PROBE,
        volume_services.PROBE,
    ),
    reason=reason,
)
