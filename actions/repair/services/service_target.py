"""A target "host/service", and what the cloud's APIs say of that service."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from actions.checks._support import ovn_views, reachability
from actions.deployments.services import NOVA_API
from actions.facts.cinder import volume_services
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.facts.ovn import ovn_controllers
from actions.formats.suggest import suggest_pair
from actions.model.fact import Probe
from actions.model.plan import Situation

TAKES = "host/service"

STATUS_NEEDS = reachability.HEARD_NEEDS
"""What `services`, `agents` and `unread` read; `silent`: beside that `ovn_views.NEEDS`."""


@dataclass(frozen=True)
class ServiceTarget:
    """One service of one host."""

    host: str
    """As the site file or the API calls it; cinder's has @backend behind it."""
    binary: str
    """Its unit's name, which for all that report to an API is the binary's too."""
    reason: str = ""
    """What stands behind the first blank: why it is done."""


def parsed(target: str) -> ServiceTarget | None:
    """The parts of "host/service reason"; None where it is not of that form."""
    place, _, reason = target.strip().partition(" ")
    host, slash, binary = place.rpartition("/")
    return ServiceTarget(host, binary, reason.strip()) if host and slash and binary else None


def malformed(target: str, known: Collection[tuple[str, str]]) -> str:
    """The sentence for a target that cannot be parsed; `known`: the hosts and services there are."""
    form = f"it takes the form host/service, as in controller/{NOVA_API}."
    return f"{target!r} names no service: {form}{suggest_pair(target, known)}"


def reported(situation: Situation) -> set[tuple[str, str]]:
    """Host and name of each service and agent that an API lists."""
    rows = (situation.get(compute_services.PROBE) or ()) + (situation.get(volume_services.PROBE) or ())
    known = situation.get(network_agents.PROBE) or ()
    return {(row.host, row.binary) for row in rows} | {(one.place, one.binary) for one in known}


_AGENTS = (network_agents.CONTROLLER, "ironic-neutron-agent")
"""Neutron's agents whose binary does not begin with its name."""


def project(binary: str) -> str:
    """The project whose API knows a service: nova, cinder, neutron, or "" for any other unit."""
    if binary in _AGENTS:
        return "neutron"
    name = binary.partition("-")[0]
    return name if name in ("nova", "cinder", "neutron") else ""


def services(situation: Situation, wanted: ServiceTarget) -> tuple[Service, ...]:
    """The rows of nova or cinder for it, each once; the API's own spelling of the host comes first."""
    probe = volume_services.PROBE if project(wanted.binary) == "cinder" else compute_services.PROBE
    rows = [s for s in situation.get(probe) or () if s.binary == wanted.binary]
    exact = [s for s in rows if s.host == wanted.host]
    return tuple(dict.fromkeys(exact or [s for s in rows if _same(situation, s.host, wanted.host)]))


def agents(
    situation: Situation, wanted: ServiceTarget, more: Iterable[Agent] = ()
) -> tuple[Agent, ...]:
    """The rows of neutron for it, by the host or by an id; the API's own spelling comes first."""
    known = (*(situation.get(network_agents.PROBE) or ()), *more)
    rows = [a for a in known if a.binary == wanted.binary]
    exact = [a for a in rows if wanted.host in (a.host, a.id)]
    return tuple(exact or [a for a in rows if _same(situation, a.host, wanted.host)])


def silent(situation: Situation, wanted: ServiceTarget) -> str:
    """How the API says that it does not report; empty: it does, or none knows it."""
    if wanted.binary == network_agents.CONTROLLER and (why := _chassis(situation, wanted.host)):
        return why
    if project(wanted.binary) == "neutron":
        found = agents(situation, wanted)
        if not found or any(a.alive for a in found):  # a dead row beside one that is alive is stale
            return ""
        return f"neutron has not heard of {wanted.binary} on {found[0].host}"
    if not project(wanted.binary):
        return ""
    down = [s for s in services(situation, wanted) if s.state == "down"]
    return (
        f"{project(wanted.binary)} says that {wanted.binary} on {down[0].host} is down" if down else ""
    )


def forced(rows: Iterable[Service]) -> str:
    """How one is called up again that was forced down, whatever it reports; empty: none was."""
    row = next((row for row in rows if row.forced_down), None)
    if row is None:
        return ""
    return (
        f"{row.binary} on {row.host} is forced down: a person or a fencing tool said so, and no "
        "restart takes that back. Once the reason is gone: `openstack compute service set --up "
        f"{row.host} {row.binary}`."
    )


def _chassis(situation: Situation, host: str) -> str:
    """What OVN itself knows of a host's controller, however late neutron notices."""
    snapshot = situation.snapshot
    for chassis in ovn_views.dead(snapshot).values():
        if ovn_views.host_of(snapshot, chassis) == host and not ovn_views.twin(snapshot, chassis):
            return f"its chassis {ovn_views.heard(snapshot, chassis)}"
    own = snapshot.get(ovn_controllers.PROBE, host)
    return "it does not answer on its own socket" if own is not None and not own.connection else ""


def unread(situation: Situation, wanted: ServiceTarget) -> str:
    """Why the list of its API is not known; empty: it is, or no API knows it."""
    if not project(wanted.binary):
        return ""
    probes: dict[str, Probe[Any]] = {
        "nova": compute_services.PROBE,
        "cinder": volume_services.PROBE,
        "neutron": network_agents.PROBE,
    }
    reading = situation.snapshot.reading(probes[project(wanted.binary)])
    if reading.fact is not None:
        return ""
    return f"{project(wanted.binary)}'s list could not be read: {reading.error or 'nobody looked'}."


def _same(situation: Situation, one: str, other: str) -> bool:
    names = reachability.host_names(situation.snapshot)
    return names.same(one) == names.same(other)
