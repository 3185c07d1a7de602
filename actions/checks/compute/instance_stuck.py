"""Instances that nova has been building, or busy with, for long: whoever did that has lost it.

A message was lost, or a service was started anew in the middle (LP#1833581); nothing takes it up again,
and the owner can do nothing with it. Source: status, task_state and `updated` of /servers/detail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support.troubled_instances import NEEDS, about, known, stuck_for
from actions.checks._support.wording import age, count, listed, one_or_count, verb
from actions.deployments.services import NOVA_COMPUTE, NOVA_CONDUCTOR, NOVA_SCHEDULER
from actions.facts.nova import instances
from actions.facts.nova.instances import Instance
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "instance-stuck"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each task on each host."""
    now = snapshot.reading(instances.PROBE).at
    groups: dict[tuple[str, str], list[Instance]] = {}
    for one in known(snapshot):
        if stuck_for(one, now):
            groups.setdefault((one.host, one.task), []).append(one)
    return [_finding(snapshot, *key, found, now) for key, found in sorted(groups.items())]


def _finding(
    snapshot: Snapshot, host: str, task: str, found: Sequence[Instance], now: float
) -> Finding:
    oldest = max(found, key=lambda one: stuck_for(one, now))
    names = listed([one.name or one.id for one in found])
    what = f"Instance {names}" if len(found) == 1 else f"{count(len(found), 'instance')} ({names})"
    where = f" on {host}" if host else ", for which no host was found yet,"
    doing = f"in {oldest.status}, {task}" if task else f"in {oldest.status}"
    since = age(stuck_for(oldest, now))
    log = f"the log of {NOVA_COMPUTE} on {host} says" if host else _NOWHERE
    return Finding(
        CODE,
        Severity.WARNING,
        one_or_count([one.id for one in found], "instance"),
        f"{what}{where} {verb(len(found), 'has', 'have')} been {doing} for {since}, and nova has not "
        f"written since: {log} whether it goes on.",
        "reset-instance-state",
        oldest.id,
        entity=about(snapshot, found),
        since=oldest.updated or 0.0,
        evidence=(
            Evidence(
                "GET /servers/detail",
                f"{oldest.id} {oldest.status} {task}".rstrip(),
                oldest.updated or 0.0,
            ),
        ),
    )


_NOWHERE = f"the logs of {NOVA_SCHEDULER} and {NOVA_CONDUCTOR} say"

CHECK = Check(CODE, "Stuck instances", NEEDS, find, Area.COMPUTE)
