"""One machine, two names: its nova-compute goes by another one than nova knows it by.

What runs there is lost to nova under the new name, and discover_hosts would make that lasting. Source:
[DEFAULT] host of nova-compute's configuration, or the machine's own name, against /os-services.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import hosted
from actions.checks._support.renamed import NEEDS, Renamed, renamed
from actions.checks._support.wording import count
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.facts.nova import compute_services
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "host-renamed"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a machine."""
    return [_finding(snapshot, one) for one in renamed(snapshot)]


def _finding(snapshot: Snapshot, one: Renamed) -> Finding:
    there = hosted.instances_on(snapshot, one.old.host)
    holds = f", with {count(len(there), 'instance')} on it" if there else ""
    goes = "reports" if one.registered else "would report"
    why = (
        f"[DEFAULT] host = {one.new} stands in {one.path} there"
        if one.path
        else f"the machine calls itself {one.new} now, and no [DEFAULT] host is set there"
    )
    return Finding(
        CODE,
        Severity.CRITICAL,
        f"{one.host}/{NOVA_COMPUTE}",
        f"{NOVA_COMPUTE} on {one.host} {goes} as {one.new}, because {why}; nova knows this machine as "
        f"{one.old.host}{holds}, which reports no more. Under another name it is another host to nova: "
        f"give it its name back, and never map {one.new} to a cell.",
        "restore-host-name",
        one.host,
        entity=service(one.host, NOVA_COMPUTE),
        down=True,
        since=one.old.heartbeat or 0.0,
        evidence=(
            Evidence(
                f"{one.path} on {one.host}" if one.path else f"hostname on {one.host}",
                f"host = {one.new}" if one.path else one.new,
                snapshot.reading(conf.PROBE, one.host).at,
            ),
            Evidence(
                "GET /os-services",
                f"{NOVA_COMPUTE} {one.old.host} {one.old.state}"
                + (f", {NOVA_COMPUTE} {one.new} up" if one.registered else ""),
                snapshot.reading(compute_services.PROBE).at,
            ),
        ),
    )


CHECK = Check(CODE, "Compute hosts under another name", NEEDS, find, Area.COMPUTE)
