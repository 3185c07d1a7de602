"""Instances in ERROR, by what nova says of them: one finding for all with one fault.

What its owner asked for in vain (a quota, an image that is gone, a disk too small) is no trouble of the
cloud's, and nothing is said of it. "No valid host" is a NOTICE for a day: most often too much was asked
for, and where it is the cloud, another finding says so. Source: `fault` of /servers/detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from actions.checks._support.troubled_instances import NEEDS, about, known, no_host, own_reason
from actions.checks._support.wording import age, count, listed, one_or_count
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.nova import instances
from actions.facts.nova.instances import Instance
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "instance-error"
RECENT = 86400.0
"""Seconds for which a failure is news."""
_NAMES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b\d+\b")
"""What differs in one fault from instance to instance."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a fault; the newest first says when."""
    now = snapshot.reading(instances.PROBE).at
    groups: dict[str, list[Instance]] = {}
    for one in known(snapshot):
        if one.status != "ERROR" or own_reason(one.fault) or not (one.fault or one.host):
            continue
        if not no_host(one.fault) or now - (one.failed or 0.0) <= RECENT:
            groups.setdefault(_NAMES.sub("…", one.fault), []).append(one)
    return [_finding(snapshot, fault, found, now) for fault, found in sorted(groups.items())]


def _finding(snapshot: Snapshot, fault: str, found: Sequence[Instance], now: float) -> Finding:
    newest = max(found, key=lambda one: one.failed or one.updated or 0.0)
    failed = newest.failed or newest.updated
    since = f", {age(max(0.0, now - failed))} ago" if failed else ""
    recent = newest.failed is not None and now - newest.failed <= RECENT
    hosts = {one.host for one in found if one.host}
    where = f" on {listed(hosts)}" if hosts else ""
    what = f"Instance {newest.name or newest.id}" if len(found) == 1 else _several(found, newest)
    says = f"{what}{where} is in ERROR{since}: " if len(found) == 1 else f"{what}{where}{since}: "
    says += f'"{newest.fault}".' if newest.fault else "nova does not say why."
    if no_host(fault):
        says += " Too much was asked for, or no host is fit to take it: other findings say which."
    elif hosts:
        says += f" The log of {NOVA_COMPUTE} on {listed(hosts)} has more."
    return Finding(
        CODE,
        Severity.WARNING if recent and not no_host(fault) else Severity.NOTICE,
        one_or_count([one.id for one in found], "instance"),
        says,
        entity=about(snapshot, found),
        since=min((one.failed or one.updated or 0.0) for one in found),
        evidence=(
            Evidence("GET /servers/detail", f"{newest.id} ERROR: {newest.fault}", newest.failed or 0.0),
        ),
    )


def _several(found: Sequence[Instance], newest: Instance) -> str:
    names = listed([one.name or one.id for one in found])
    return f"{count(len(found), 'instance')} ({names}) are in ERROR, {newest.name or newest.id} last,"


CHECK = Check(CODE, "Instances in error", NEEDS, find, Area.COMPUTE)
