"""A server of OVN's databases does not serve: it does not answer, or its cluster has lost it.

systemd says active of one that is cut off, and a cluster of three goes on with two; with one it takes
no change at all. Source: `sync-status` and `cluster/status` of each; how long a member is silent, by
the leader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.checks._support import ovn_views, reachability
from actions.checks._support.wording import age, listed
from actions.facts.ovn import ovn_databases
from actions.facts.ovn.ovn_databases import SCHEMAS, Server
from actions.formats.url import Url
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "ovn-database"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each server that is out; the gravest kind where none serves."""
    for of in SCHEMAS:
        known = ovn_views.servers(snapshot, of)
        out = {host: one.fault for host, one in known.items() if one.fault}
        for host, why in _missed(snapshot, known).items():
            out.setdefault(host, why)
        serving = [host for host in known if host not in out]
        if serving and all(one.sync == "backup" for one in known.values()):
            out |= dict.fromkeys(serving, "it is a backup, and none is active")
            serving = []
        for host, why in out.items():
            yield _finding(snapshot, of, host, why, serving)


def _missed(snapshot: Snapshot, known: Mapping[str, Server]) -> Mapping[str, str]:
    """Members that their leader does not hear, by the host or, where that is unknown, the address.

    One that answers nothing does not say its address: it is not told a second time by that.
    """
    names = reachability.host_names(snapshot)
    places = {one.address: host for host, one in known.items() if one.address}
    mute = any(not one.sync for one in known.values())
    found = {}
    for host, one in known.items():
        tells = any(member.silent is not None for member in one.members)  # Open vSwitch from 2.15
        for member in one.members if one.role == "leader" and tells and not one.fault else ():
            silent = member.silent
            if silent is None or silent > ovn_databases.SILENT:
                url = Url.parse(member.address.replace(":", "://", 1))
                place = places.get(member.address) or (url and names.host(url.host))
                heard = f"has not heard it for {age(silent / 1000)}" if silent else "has never heard it"
                if place or not mute:
                    told = f"its leader on {host} {heard} ({member.id} at {member.address})"
                    found[place or member.address] = told
    return found


def _finding(snapshot: Snapshot, of: str, host: str, why: str, serving: list[str]) -> Finding:
    unit = reachability.unit(snapshot, host, of)
    active = unit is not None and unit.active == "active"
    says = f"{ovn_views.TITLES[of]} on {host} does not serve: {why}"
    says += f", though {unit.name} there is active" if unit is not None and active else ""
    if serving:
        says += f". {listed(serving)} {'serves' if len(serving) == 1 else 'serve'} all the same."
    else:
        says += ": none of its servers does, so nothing that neutron changes reaches a host."
    target = f"{host}/{unit.name}" if unit is not None and "answer" in why else ""
    return Finding(
        CODE,
        Severity.WARNING if serving else Severity.CRITICAL,
        f"{host}/{of}",
        says,
        "bounce-service" if target else "",
        target,
        service(host, of),
        active or unit is None,
        evidence=(_proof(snapshot, of, host, why),),
    )


def _proof(snapshot: Snapshot, of: str, host: str, why: str) -> Evidence:
    return Evidence(
        f"cluster/status {SCHEMAS[of]} on {host}", why, snapshot.reading(ovn_databases.PROBE, host).at
    )


CHECK = Check(
    CODE, "Servers of OVN's databases that do not serve", ovn_views.SERVERS, find, Area.NETWORK
)
