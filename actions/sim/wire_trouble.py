"""What can be wrong with the simulated cloud's wire when it starts: hosts and APIs out of reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.sim.cloud import SimCloud


async def unreachable_host(cloud: SimCloud) -> None:
    """compute2 does not answer SSH; its services go on."""
    await cloud.host("compute2").vanish()


async def dead_host(cloud: SimCloud) -> None:
    """compute3 is off: nothing answers."""
    await cloud.host("compute3").vanish()


async def slow_host(cloud: SimCloud) -> None:
    """compute1 answers after three seconds."""
    cloud.host("compute1").slow(3.0)


async def endpoint_503(cloud: SimCloud) -> None:
    """Glance answers 503: the load balancer finds no server."""
    cloud.api("image").break_with(503)


async def endpoint_gone(cloud: SimCloud) -> None:
    """Nothing listens where the catalog says that Placement is."""
    await cloud.api("placement").refuse()


TROUBLES: dict[str, Callable[[SimCloud], Awaitable[None]]] = {
    "dead-host": dead_host,
    "endpoint-503": endpoint_503,
    "endpoint-gone": endpoint_gone,
    "slow-host": slow_host,
    "unreachable-host": unreachable_host,
}
