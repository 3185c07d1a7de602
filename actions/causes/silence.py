"""Many that went silent together, and share something that nobody could see: one finding, about that.

Restarting each of them would be in vain. A guess is called one: that they fell silent at one moment
was seen, what they have in common is read from configurations, that it is the reason was not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.causes.graph import Graph
from actions.checks._support import reachability
from actions.checks._support.wording import age, count, listed
from actions.facts.hosts import host_status
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Finding, Severity

CODE = "shared-silence"
SILENT = ("agent-dead", "service-down")
"""The codes of findings that say of a service that it was heard of and is no more."""
RESTART = "restart-service"
"""What is offered where the unit runs and nothing explains it: of what is gone, that says nothing."""
MOMENT = 75.0
"""Seconds within which last heartbeats are of one moment: neutron's come every 30 s."""
API = "api-errors"
LATE = "no answer"
"""In the message of an API that was asked and said nothing in its time."""


def join(snapshot: Snapshot, causes: Sequence[Finding], graph: Graph) -> tuple[Finding, ...]:
    """The causes, with those that fell silent together in one, in the place of the first."""
    left = list(causes)
    for group in _moments([f for f in causes if f.code in SILENT and f.since and f.action == RESTART]):
        together = _together(snapshot, group, graph)
        if together is not None:
            left[left.index(group[0])] = together
            left = [finding for finding in left if finding not in group]
    late = [finding for finding in left if finding.code == API and LATE in finding.message]
    if len(late) > 2:
        left[left.index(late[0])] = _slow(snapshot, late)
        left = [finding for finding in left if finding not in late]
    return tuple(left)


def _moments(silent: Iterable[Finding]) -> list[list[Finding]]:
    """Those whose silence began within one moment, by when it began."""
    groups: list[list[Finding]] = []
    for finding in sorted(silent, key=lambda finding: finding.since):
        if groups and finding.since - groups[-1][0].since <= MOMENT:
            groups[-1].append(finding)
        else:
            groups.append([finding])
    return groups


def _together(snapshot: Snapshot, group: list[Finding], graph: Graph) -> Finding | None:
    """One finding for several of several hosts, or for all that reports from one."""
    entities = [finding.entity for finding in group if finding.entity is not None]
    hosts = {entity.name.partition("/")[0] for entity in entities}
    kinds = {entity.name.partition("/")[2] for entity in entities}
    if len(entities) < 2 or len(entities) < len(group):
        return None
    up = [one for one in reachability.heard(snapshot) if one.up and one.host]
    if len(hosts) == 1:
        alone = any(one.host in hosts for one in up)
        return None if alone else _finding(group, Entity(Kind.HOST, min(hosts)))
    if len(entities) < 3 and any(one.binary in kinds for one in up):
        return None
    alive = {e for one in up for e in graph.below(Entity(Kind.SERVICE, f"{one.host}/{one.binary}"))}
    shared = [e for e in graph.below(entities[0]) if e.kind is not Kind.HOST and e not in alive]
    common = [e for e in shared if all(e in graph.below(other) for other in entities[1:])]
    return _finding(group, common[0] if common else None)


def _finding(group: list[Finding], shared: Entity | None) -> Finding:
    below = [one for finding in group for one in finding.consequences if one.code in SILENT]
    silent = [finding.entity.name for finding in (*group, *below) if finding.entity is not None]
    hosts = {name.partition("/")[0] for name in silent}
    since = min(finding.since for finding in group)
    spread = max(finding.since for finding in group) - since
    who = f"{count(len(silent), 'service or agent', 'services and agents')} on {listed(hosts)}"
    what = f"{who} fell silent within {age(spread) if spread >= 1 else 'one second'}"
    if shared is not None and shared.kind is Kind.HOST:
        says = f"{what}: all that reports from there, though SSH reaches it. See its clock and network."
    elif shared is not None:
        says = (
            f"{what}, and all of them need the {shared}, of which nothing wrong was seen: that it is "
            "the reason is a guess; look there before you restart each."
        )
    else:
        says = (
            f"{what}, and nothing that was looked at explains it: look for what they share (the "
            "message queue, the network between them) before you restart each."
        )
    return Finding(
        CODE,
        Severity.CRITICAL,
        shared.name if shared else listed(hosts),
        says,
        entity=shared,
        down=shared is not None,
        since=since,
        consequences=_under(group),
    )


def _slow(snapshot: Snapshot, late: list[Finding]) -> Finding:
    """What is said of several APIs that take longer than anybody waits; Keystone is none of them."""
    busy = reachability.busy(snapshot, snapshot.each(host_status.PROBE))
    subject, which = count(len(late), "API"), listed([finding.subject for finding in late])
    says = (
        f"{subject} gave no answer in time ({which}), while Keystone gave this console a token: they "
        "share Keystone's check of that token, memcached and their database server, of which nothing "
        "wrong was seen"
    )
    why = f"; {listed(busy)}: that this is the reason is a guess" if busy else ""
    return Finding(CODE, Severity.CRITICAL, subject, f"{says}{why}.", consequences=_under(late))


def _under(group: list[Finding]) -> tuple[Finding, ...]:
    """They, and then what followed from each; nothing is offered for one alone."""
    alone = (replace(one, action="", target="", consequences=()) for one in group)
    return (*alone, *(under for one in group for under in one.consequences))
