"""One look from the command line: all that is needed at once, with a word on how far it is."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from actions.facts.keystone import catalog
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.plan import Action, Plan
from actions.model.site import Site
from tui.cli.options import chosen_site, gateway_to, listed_site
from tui.cli.printing import say, status

if TYPE_CHECKING:
    from actions.transport.gateway import Gateway

T = TypeVar("T")


def with_gateway(
    options: Namespace,
    work: Callable[[Any, Site], Awaitable[T]],
    choose: Callable[[Namespace], Site] = chosen_site,
) -> T:
    """Do some work with a gateway to the chosen site, and close it."""

    async def opened() -> T:
        site = choose(options)
        gateway = gateway_to(site, options)
        try:
            return await work(gateway, await _with_hosts(gateway, choose is chosen_site))
        finally:
            await gateway.close()

    return asyncio.run(opened())


async def _with_hosts(gateway: Gateway, advise: bool) -> Site:
    """The gateway's site; without a site file, with the hosts that the cloud's own lists name."""
    if gateway.site.listed and not gateway.site.hosts:
        from actions.transport.find_hosts import find_hosts

        with status(f"Looking for the hosts of {gateway.site.name}"):
            gateway.site = await find_hosts(gateway)
        say(gateway.site.origin if advise else " ".join(gateway.site.notes), "dim")
    elif gateway.site.notes:
        say(" ".join(gateway.site.notes), "dim")
    return gateway.site


def found(options: Namespace) -> Site:
    """The cloud that the options name, with the hosts of its own lists, whatever site file there is."""

    async def work(_: Gateway, site: Site) -> Site:
        return site

    return with_gateway(options, work, listed_site)


def planned(options: Namespace, action: Action, target: str) -> tuple[Plan, Snapshot]:
    """The plan of an action on the chosen site, and what it was planned on; raises `TargetError`."""
    from actions.run.fresh_plan import plan_action

    async def work(gateway: Any, site: Site) -> tuple[Plan, Snapshot]:
        with status(f"Looking at what {action.name} needs"):
            return await plan_action(gateway, site, action, target)

    return with_gateway(options, work)


def looked(
    options: Namespace, probes: Callable[[], Iterable[Probe[Any]]], deep: bool = True
) -> Snapshot:
    """Look at the chosen site once; unless it is `deep`, dear questions need a reason.

    What names the probes imports them: it is called while Keystone and the hosts let us in.
    """
    from actions.transport.poll import poll

    async def work(gateway: Gateway, site: Site) -> Snapshot:
        with status(f"Looking at {site.name}") as tell:
            await gateway.begin()
            needed = await asyncio.to_thread(probes)
            found = await poll(gateway, Snapshot(site), needed, seen=_counting(tell, site), deep=deep)
        if catalog.unverified(found):
            say("Certificates of the APIs are not checked: clouds.yaml says `verify: false`.", "dim")
        return found

    return with_gateway(options, work)


def _counting(tell: Callable[[str], None], site: Site) -> Callable[[str, str, Reading[Any]], None]:
    """Says how many answers there are, as they come."""
    count = {"answered": 0, "not answered": 0}

    def seen(_probe: str, _subject: str, reading: Reading[Any]) -> None:
        count["not answered" if reading.error else "answered"] += 1
        said = ", ".join(f"{number} {what}" for what, number in count.items() if number)
        tell(f"Looking at {site.name}: {said}")

    return seen
