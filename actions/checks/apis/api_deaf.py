"""An API leaves requests unread: a worker of it hangs, and who meets that one waits in vain.

Seen with Keystone and eventlet under uWSGI, after MariaDB was started anew: all threads of one of two
processes waited for a lock that nobody held, every other login hung, and nova and neutron hung with
them. A burst of requests is read within seconds: what lies there longer is not, but on a host that has
far more to do than processors, where a restart is no help. Source: `ss`, /proc/loadavg.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability
from actions.checks._support.wording import age, count
from actions.deployments.all import API_PORTS
from actions.deployments.service_types import API_OF
from actions.facts.hosts import host_status, units, unread_requests
from actions.model import entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "api-deaf"
LONG = 30.0
"""Seconds after which what was sent and not read will not be read any more."""
SEVERAL = 2
"""One alone may be of a worker that ended in the middle of it."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each API on each host that leaves requests unread."""
    for host, ports in snapshot.each(unread_requests.PROBE).items():
        for port, ages in sorted(ports.items()):
            left = [seconds for seconds in ages if seconds >= LONG]
            if port in API_PORTS and len(left) >= SEVERAL:
                yield _finding(snapshot, host, API_PORTS[port], left)


def _finding(snapshot: Snapshot, host: str, service: str, left: list[float]) -> Finding:
    unit = reachability.unit(snapshot, host, service)
    name = unit.name if unit is not None else service
    busy = reachability.busy(snapshot, [host])
    why = (
        f"{busy[0]}, so it may be too slow for them all, or a worker of it hangs; see `top` there."
        if busy
        else "a worker of it hangs, and whoever meets that one waits in vain. A restart ends that."
    )
    says = (
        f"{name} on {host} leaves {count(len(left), 'request')} unread whose clients have given up "
        f"(the oldest came {age(left[0])} ago): {why}"
    )
    helps = unit is not None and not busy
    reading = snapshot.reading(unread_requests.PROBE, host)
    return Finding(
        CODE,
        Severity.CRITICAL,
        f"{host}/{name}",
        says,
        "bounce-service" if helps else "",
        f"{host}/{name}" if helps else "",
        entity=entity.api(API_OF[service]),
        down=True,
        since=reading.since(left[0]),
    )


CHECK = Check(
    CODE,
    "APIs that leave requests unread",
    (host_status.PROBE, unread_requests.PROBE, units.PROBE),
    find,
    Area.APIS,
)
