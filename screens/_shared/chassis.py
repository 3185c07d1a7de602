"""OVN's chassis in the Networks pane: alive by OVN's own numbers, whatever neutron says."""

from __future__ import annotations

from collections.abc import Iterator

from actions.checks._support import ovn_views
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.ovn import ovn_controllers, ovn_southbound
from actions.facts.ovn.ovn_southbound import Chassis
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from tui.values import wording
from tui.values.ages import seen
from tui.values.cell import Cell, Row, Tone, joined
from tui.values.pane import Section, View, fact
from tui.values.sanitize import plain


def chassis_rows(view: View) -> list[Row]:
    """A row a chassis, the dead first; none without OVN."""
    known = view.snapshot.get(ovn_southbound.PROBE)
    if known is None:
        return []
    age, gone = seen(view, (ovn_southbound.PROBE, "")), ovn_views.dead(view.snapshot)
    agents: dict[str, list[Agent]] = {}
    for agent in view.snapshot.get(network_agents.PROBE) or ():
        if agent.ovn:
            agents.setdefault(agent.host, []).append(agent)
    ordered = sorted(known.chassis, key=lambda one: (one.name not in gone, one.hostname, one.name))
    return [_row(view.snapshot, one, agents.get(one.hostname, []), age) for one in ordered]


def _row(snapshot: Snapshot, one: Chassis, agents: list[Agent], age: Cell) -> Row:
    ports, routers = ovn_views.held(snapshot, one)
    where = " ".join((one.hostname, *(f"{kind} {address}" for kind, address in one.encaps)))
    mapped = " ".join(f"{name}:{bridge}" for name, bridge in sorted(one.mappings.items()))
    host = ovn_views.host_of(snapshot, one)
    return Row(
        f"chassis {one.name}",
        (
            Cell("chassis", "accent"),
            Cell(plain(one.name), "strong"),
            _state(snapshot, one),
            joined((plain(where), ""), (plain(mapped), "dim"), between=" "),
            Cell("?", "warning", -1) if ports is None else Cell(f"{ports:,}", order=ports),
            Cell(""),
            joined(
                (wording.count(len(routers), "gateway") if routers else "", ""),
                ("may be a gateway" if one.gateway and not routers else "", "dim"),
            ),
            joined(*_agents(agents)),
            age,
        ),
        host=host or "",
        entity=Entity(Kind.CHASSIS, one.name),
    )


def _state(snapshot: Snapshot, one: Chassis) -> Cell:
    if not one.known:
        return Cell("left behind", "warning")
    if one.name not in ovn_views.dead(snapshot):
        return Cell("alive", "good")
    since = f"dead {wording.age(ovn_views.silence(snapshot, one))}" if one.answered else "dead"
    return Cell(since, "critical")


def _agents(agents: list[Agent]) -> Iterator[tuple[str, Tone]]:
    """What neutron says of them: it notices late."""
    for agent in sorted(agents, key=lambda one: one.type):
        kind = agent.type.removeprefix("OVN ").removesuffix(" agent").lower()
        tone: Tone = "" if agent.alive else "critical"
        yield plain(f"neutron: {kind} {'alive' if agent.alive else 'dead'}"), tone


def chassis_sections(snapshot: Snapshot, name: str) -> Iterator[Section]:
    """All that OVN and the host itself say of a chassis."""
    known = snapshot.get(ovn_southbound.PROBE)
    one = next((c for c in known.chassis if c.name == name), None) if known else None
    if known is None or one is None:
        return
    ports, routers = ovn_views.held(snapshot, one)
    yield Section(
        "Chassis",
        (
            fact("name", plain(one.name)),
            fact("host", plain(one.hostname)),
            fact("state", _state(snapshot, one)),
            fact("nb_cfg", f"{one.nb_cfg} of {known.nb_cfg}"),
            fact(
                "metadata agent",
                "none" if one.metadata is None else f"{one.metadata} of {known.nb_cfg}",
            ),
            fact("tunnels from", plain(" ".join(f"{kind} {ip}" for kind, ip in one.encaps))),
            fact("bridges", plain(" ".join(f"{net}:{br}" for net, br in sorted(one.mappings.items())))),
            fact("may be a gateway", "yes" if one.gateway else "no"),
            fact("instances' ports", "not known" if ports is None else f"{ports:,}"),
            fact("routers' ports", plain(" ".join(routers))),
        ),
    )
    host = ovn_views.host_of(snapshot, one)
    own = snapshot.get(ovn_controllers.PROBE, host) if host else None
    if own is None:
        return
    down = [tunnel.remote for tunnel in own.tunnels if tunnel.error or tunnel.bfd == "down"]
    yield Section(
        "Seen on its host",
        (
            fact("southbound", plain(own.connection or "no answer")),
            fact("at", plain(own.remote)),
            fact("tunnels", f"{len(own.tunnels):,}, {len(down):,} down"),
            fact("flows", "" if own.flows is None else f"{own.flows:,}"),
            fact("bridges there", plain(" ".join(sorted(own.bridges)))),
        ),
    )
