"""Findings that follow from another one are told under it: an operator with eleven has one trouble.

A finding is a consequence where what it is about needs, itself or through others, what another one
says is down, and it did not begin before that. Its repair is not offered then: it would be in vain, or
do harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from actions.causes.graph import Graph
from actions.model.entity import Entity
from actions.model.finding import Finding

SLACK = 90.0
"""Seconds by which a consequence may seem older than its cause: looks have no one moment."""


def fold(ranked: Sequence[Finding], graph: Graph) -> tuple[Finding, ...]:
    """The causes in their order, each with what follows from it; what follows is nowhere else."""
    rank = {finding: number for number, finding in enumerate(ranked)}
    down = _down(ranked)
    roots = {finding: _cause(finding, rank, down, graph) for finding in ranked}
    under: dict[Finding, list[Finding]] = {}
    for finding, cause in roots.items():
        if cause is not None:
            under.setdefault(_root(finding, roots), []).append(_unoffered(finding))
    causes = [finding for finding, cause in roots.items() if cause is None]
    return tuple(replace(f, consequences=tuple(under.get(f, ()))) for f in _worst_first(causes, under))


def _worst_first(causes: Iterable[Finding], under: Mapping[Finding, list[Finding]]) -> list[Finding]:
    """As they were ranked, and what explains something worse than it is itself counts as that."""

    def worst(cause: Finding) -> int:
        return max([cause.severity, *(f.severity for f in under.get(cause, ()))])

    return sorted(causes, key=lambda cause: -worst(cause))


def _down(ranked: Iterable[Finding]) -> Mapping[Entity, Finding]:
    """What does not serve, by the finding that says so: the worst of several."""
    found: dict[Entity, Finding] = {}
    for finding in ranked:
        if finding.down and finding.entity is not None:
            found.setdefault(finding.entity, finding)
    return found


def _cause(
    finding: Finding, rank: Mapping[Finding, int], down: Mapping[Entity, Finding], graph: Graph
) -> Finding | None:
    """The nearest finding that it follows from; two that need each other: the one ranked first.

    So with two that say of one thing that it is down: a host under another name does not report.
    """
    if finding.entity is None:
        return None
    itself = down.get(finding.entity)
    if itself is not None and itself != finding and not _older(finding, itself):
        return itself
    for entity in graph.below(finding.entity):
        cause = down.get(entity)
        if cause is None or _older(finding, cause):
            continue
        mutual = cause.entity is not None and finding.entity in graph.below(cause.entity)
        if not mutual or rank[cause] < rank[finding]:
            return cause
    return None


def _older(finding: Finding, cause: Finding) -> bool:
    """It began before what it might follow from; what is not dated may have begun at any time."""
    return 0 < finding.since < cause.since - SLACK


def _root(finding: Finding, roots: Mapping[Finding, Finding | None]) -> Finding:
    """Up to the cause that has none itself; a circle ends where it began."""
    seen = {finding}
    while (cause := roots[finding]) is not None and cause not in seen:
        seen.add(cause)
        finding = cause
    return finding


def _unoffered(finding: Finding) -> Finding:
    return replace(finding, action="", target="")
