"""The path of one instance's packets, as hops: what each is, where, and why it goes no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actions.facts.neutron.instance_ports import InstancePort
from actions.facts.nova.instances import Instance

State = Literal["ok", "breaks", "degraded", "ends", "unknown"]
"""`breaks`: traffic is cut there. `degraded`: what is set up may go on, nothing new is. `ends`: nothing
is wrong, and yet it leads no further: no rule, no gateway, no floating IP. `unknown`: neutron was not
asked, or does not tell."""

_FAULTS: tuple[State, ...] = ("breaks", "degraded", "ends")
"""The worst first."""


@dataclass(frozen=True)
class Hop:
    """One station between an instance and the outside."""

    what: str
    """instance, port, security, bridge, tunnel, DHCP, router, floating IP."""
    name: str
    where: str
    """The host; for a tunnel, both of its ends."""
    state: State
    says: str
    """One sentence: how it is; where it breaks or ends, why, and what a person can do."""
    seen: bool = False
    """The thing itself was looked at on its host; else it is what nova or neutron says of it."""


@dataclass(frozen=True)
class Trace:
    """The path of one port of an instance; without a port it has few hops."""

    instance: Instance
    port: InstancePort | None
    hops: tuple[Hop, ...]

    @property
    def fault(self) -> Hop | None:
        """The first hop where it breaks; where none does, the first degraded one, or where it ends."""
        return next((hop for state in _FAULTS for hop in self.hops if hop.state == state), None)

    @property
    def state(self) -> State:
        """The whole path's: unknown only where nothing else is wrong."""
        if self.fault:
            return self.fault.state
        return "unknown" if any(hop.state == "unknown" for hop in self.hops) else "ok"

    @property
    def says(self) -> str:
        """Where it breaks, is degraded or ends, and why; or that it is whole."""
        if self.fault:
            how = "is degraded" if self.fault.state == "degraded" else self.fault.state
            return f"It {how} at the {self.fault.what}: {self.fault.says}"
        blind = [hop.what for hop in self.hops if hop.state == "unknown"]
        return f"Nothing wrong is seen, but not all: {', '.join(blind)}." if blind else "It is whole."
