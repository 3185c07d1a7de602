"""Which agents hold which network or router, by the agents' own lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.agent_bindings import DHCP, L3
from actions.facts.neutron import dhcp_networks, l3_routers, network_agents
from actions.facts.neutron.network_agents import Agent
from actions.model.fact import Probe, Snapshot


@dataclass(frozen=True, eq=False)
class Bindings:
    """Agents of one type by the id of what they hold."""

    agents: Mapping[str, tuple[Agent, ...]]
    whole: bool
    """Every agent of the type was asked: what none holds is held by none."""

    @classmethod
    def dhcp(cls, snapshot: Snapshot) -> Bindings:
        """DHCP agents by network."""
        return cls._of(snapshot, dhcp_networks.PROBE, DHCP)

    @classmethod
    def l3(cls, snapshot: Snapshot) -> Bindings:
        """L3 agents by router."""
        return cls._of(snapshot, l3_routers.PROBE, L3)

    @classmethod
    def _of(cls, snapshot: Snapshot, probe: Probe[frozenset[str]], kind: str) -> Bindings:
        listed = snapshot.get(network_agents.PROBE)
        agents = {agent.id: agent for agent in listed or () if agent.type == kind}
        held = {id_: ids for id_, ids in snapshot.each(probe).items() if id_ in agents}
        found: dict[str, list[Agent]] = {}
        for id_, ids in held.items():
            for one in ids:
                found.setdefault(one, []).append(agents[id_])
        whole = listed is not None and len(held) == len(agents)
        return cls(
            {id_: tuple(sorted(some, key=lambda a: a.host)) for id_, some in found.items()}, whole
        )

    def of(self, id_: str) -> tuple[Agent, ...]:
        """The agents that hold it."""
        return self.agents.get(id_, ())
