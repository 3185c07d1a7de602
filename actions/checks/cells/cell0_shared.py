"""cell0 is mapped to cell1's database, or to nova's API database.

Instances that fail are buried among the living, every compute service shows twice, and nova-api
refuses calls by service id ("Service id N refers to multiple services"). On cell1's database no tool
of nova's complains: `db sync` exits 0 and `nova-status upgrade check` passes (tried on nova 26).
Told by the URLs, and by what the servers call themselves: two names can hide one database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.checks._support import cell0
from actions.checks._support.wording import count
from actions.facts.nova import compute_services
from actions.model.fact import Snapshot
from actions.model.finding import Check, Finding


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """With the services that are listed twice, which is what operators see first."""
    found = cell0.diagnose(snapshot)
    if found is not None and found.cause is cell0.Cause.SHARED:
        told = cell0.finding(found)
        yield replace(told, says=f"{told.says.rstrip('.')}{_doubles(snapshot)}.")


def _doubles(snapshot: Snapshot) -> str:
    services = snapshot.get(compute_services.PROBE) or ()
    distinct = {(s.binary, s.host, s.id) for s in services}
    if len(distinct) == len(services):
        return ""
    rows, of = count(len(services), "row"), count(len(distinct), "service")
    return f", and `openstack compute service list` shows {rows} for {of}"


CHECK = Check(
    "cell0-shared",
    "cell0 on another database",
    (*cell0.READS, compute_services.PROBE),
    find,
)
