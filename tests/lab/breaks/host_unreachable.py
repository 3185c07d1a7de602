"""A compute host is off the network: whatever runs on it is silent, too."""

from __future__ import annotations

from ..breaking.hands import SERVICES_UP, on
from ..breaking.model import Break
from ..place import COMPUTE_HOST

BREAK = Break(
    name="host-unreachable",
    title="a compute host off the network",
    needs=(COMPUTE_HOST,),
    source="issue 9",
    first=r"^host-unreachable compute1",
    under=(r"^service-down compute1/nova-compute", r"^agent-dead compute1/"),
    never=(r"\[restart-service compute1",),
    why=(
        "nothing can be asked of it or done there: its power, its console and its switch are "
        "looked at first"
    ),
    confirm=SERVICES_UP,
    make=on("compute1", "ip link set eth0 down"),
    take_back=on("compute1", "ip link set eth0 up"),
    settle=88.0,
)
