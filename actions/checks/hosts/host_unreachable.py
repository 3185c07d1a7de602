"""A host of the site file does not answer over SSH.

Nothing on it can be seen or mended; what nova and neutron say of it tells a dead host from one that
only SSH does not reach. Services and agents that are down there make no findings of their own. One that
a person disabled, and where nothing reports and no instance runs any more, is in maintenance: a notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from actions.checks._support import reachability, wanted
from actions.checks._support.wording import verb
from actions.facts.hosts import units
from actions.facts.nova import instances
from actions.model import entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each host."""
    return _findings(snapshot, _used)


def _down(snapshot: Snapshot) -> Iterable[Finding]:
    """The same hosts, without a look at their instances: these change how grave it is alone."""
    return _findings(snapshot, lambda _snapshot, _host: False)


def _findings(snapshot: Snapshot, has_instances: Callable[[Snapshot, str], bool]) -> Iterable[Finding]:
    heard = reachability.heard(snapshot)
    up = Counter(one.host for one in heard if one.up)
    down = Counter(one.host for one in heard if not one.up)
    for host, error in reachability.unreachable(snapshot).items():
        count, silent = up[host] + down[host], down[host]
        person = "" if up[host] else _maintenance(snapshot, host)
        used = bool(person) and has_instances(snapshot, host)
        if silent:
            what = f"{silent} of {count} services and agents there {verb(silent, 'is', 'are')} down"
            what += f" ({person})" if person else _if_gone(snapshot) if silent == count else ""
            what += ", while nova has instances that run there" if used else ""
        elif count:
            what = f"its {count} services and agents still report, so the host itself lives"
        else:
            what = "no service is known there"
        severity = Severity.CRITICAL if silent else Severity.WARNING
        yield Finding(
            "host-unreachable",
            Severity.NOTICE if person and not used else severity,
            host,
            f"{host} cannot be {_way(snapshot, host)} ({_reason(host, error)}), and {what}.",
            entity=entity.host(host),
            down=bool(silent),
        )


def _maintenance(snapshot: Snapshot, host: str) -> str:
    """The words of who took out of service whatever is listed there; empty: not all, or nothing is."""
    there = {one.binary for one in reachability.heard(snapshot) if one.host == host}
    said = [wanted.maintenance(snapshot, host, one, forced=False) for one in sorted(there)]
    return said[0] if all(said) and said else ""


def _used(snapshot: Snapshot, host: str) -> bool:
    """Nova has instances there, and libvirt's last word of one was that it runs."""
    names = reachability.host_names(snapshot)
    known = snapshot.get(instances.PROBE) or ()
    return any(one.runs and names.host(one.host) == host for one in known)


def _if_gone(snapshot: Snapshot) -> str:
    """What the cloud lists is looked for until a site file leaves it out."""
    writes = snapshot.site.invocation.command("init")
    says = f"; if it is gone for good, leave it out of a site file (`{writes}`)"
    return says if snapshot.site.listed and writes else ""


def _way(snapshot: Snapshot, name: str) -> str:
    """What fails, of a host or of this machine itself."""
    host = snapshot.site.host(name)
    here = host is not None and host.connection == "local"
    return "asked, though it is this machine itself" if here else "reached over SSH"


def _reason(host: str, error: str) -> str:
    """The error, which may begin with the host and end with a full stop."""
    return error.removeprefix(f"{host}: ").rstrip(".")


CHECK = Check(
    "host-unreachable",
    "Hosts that SSH does not reach",
    (*reachability.HEARD_NEEDS, instances.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
GUARD = replace(CHECK, needs=(*reachability.HEARD_NEEDS, units.PROBE), find=_down)
"""For who only wants to know what is down."""
