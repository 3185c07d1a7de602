"""reschedule-gateway: a router whose way outside has no living chassis gets those that are alive.

Written into OVN's northbound database, as neutron's own scheduler would. To unset and set the router's
external gateway does it too, and is refused where there are floating IPs, and may change the router's
address.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence

from actions.checks._support import ovn_views
from actions.checks._support.wording import listed
from actions.deployments import ovn
from actions.deployments.services import OVN_CONTROLLER, OVN_NORTHBOUND
from actions.facts._support.ovn import running
from actions.facts.hosts import units
from actions.facts.neutron import networks, routers
from actions.facts.ovn import ovn_northbound, ovn_southbound
from actions.facts.ovn.ovn_northbound import Gateway, Northbound
from actions.facts.ovn.ovn_southbound import Southbound
from actions.formats.suggest import suggest
from actions.model.command import Shell
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do

_NORTH, _SOUTH = ovn_northbound.PROBE, ovn_southbound.PROBE
MOST = 5
"""Chassis for one router's port, as neutron has it."""


def plan(situation: Situation) -> Decision:
    """Put living gateways before those that were chosen; done when one of them has taken the port."""
    north, south = situation.get(ovn_northbound.PROBE), situation.get(ovn_southbound.PROBE)
    if north is None or south is None:
        readings = (situation.snapshot.readings.get(p.name, {}) for p in (_NORTH, _SOUTH))
        errors = [one.error for some in readings for one in some.values() if one.error]
        why = errors[0] if errors else "no host of the site is known to run them"
        return blocked(f"OVN's databases could not be read: {why}.")
    known = {one.id: one.name for one in situation.get(routers.PROBE) or ()}
    own = [
        one for one in north.gateways if situation.target in (one.router, known.get(one.router) or "-")
    ]
    if not own:
        names = {*known.values(), *(one.router for one in north.gateways)} - {""}
        return blocked(
            f"OVN knows no router {situation.target} with an external gateway."
            f"{suggest(situation.target, names)}"
        )
    if len({one.router for one in own}) > 1:
        return blocked(f"Several routers are called {situation.target}: give the id of one.")
    gone = ovn_views.dead(situation.snapshot)
    left = [one for one in own if south.gateways.get(one.name, "") in {"", *gone}]
    if not left:
        on = listed({ovn_views.title(situation.snapshot, south.gateways[one.name]) for one in own})
        return already(f"the router leads outside through chassis {on}, which is alive")
    return _chosen(situation, north, south, left)


def _chosen(
    situation: Situation, north: Northbound, south: Southbound, left: Sequence[Gateway]
) -> Decision:
    unit = running(situation.snapshot, OVN_NORTHBOUND).get(north.host)
    if unit is None:
        return blocked(f"OVN's northbound database does not run on {north.host} any more.")
    gone, commands, told = ovn_views.dead(situation.snapshot), [], []
    for one in left:
        if unseen := _unseen(situation, one):
            return blocked(unseen)
        able = _able(situation, north, south, one)
        if not able:
            return blocked(
                "No chassis that is alive may be its gateway: one needs enable-chassis-as-gw in "
                f"ovn-cms-options{_bridge(situation, one)}, both in Open vSwitch's external_ids of its "
                "host."
            )
        if set(able) <= {*one.chassis}:
            chosen = f"{_titles(situation, able)} {'is' if len(able) == 1 else 'are'} chosen for it"
            return blocked(
                f"{chosen} and alive, and none has taken the port: the log of {OVN_CONTROLLER} "
                "there says why, and whether its tunnels come up."
            )
        told.append(
            f"{_titles(situation, one.chassis)} dead or gone" if gone and one.chassis else "none chosen"
        )
        commands.append(Shell(north.host, ovn.within(unit.name, _line(one, able))))
    return do(*commands, why=f"no chassis leads it outside ({listed(set(told))})")


def _titles(situation: Situation, names: Sequence[str]) -> str:
    return listed([ovn_views.title(situation.snapshot, name) for name in names])


def _able(situation: Situation, north: Northbound, south: Southbound, gateway: Gateway) -> list[str]:
    """Living gateways with a bridge for the external network, those with the fewest routers first."""
    gone, physical = ovn_views.dead(situation.snapshot), _physical(situation, gateway)
    used = Counter(one.chassis[0] for one in north.gateways if one.chassis)
    able = [
        one.name
        for one in south.chassis
        if one.known
        and one.gateway
        and one.name not in gone
        and (not physical or physical in one.mappings)
    ]
    return sorted(able, key=lambda name: (used[name], name))[:MOST]


def _physical(situation: Situation, gateway: Gateway) -> str:
    known = situation.get(networks.PROBE) or ()
    return next((one.physical for one in known if one.id == gateway.network), "")


def _unseen(situation: Situation, gateway: Gateway) -> str:
    """Why it is not known which bridge a chassis needs; empty: it is, and tunnels need none."""
    reading = situation.snapshot.reading(networks.PROBE)
    own = next((one for one in reading.fact or () if one.id == gateway.network), None)
    if own is not None and (own.physical or own.type):
        return ""
    why = "Neutron tells no provider attributes of it" if own else "Neutron lists no such network"
    if reading.fact is None:
        why = reading.error.rstrip(".") or "Neutron's networks were not read"
    return (
        f"Which physical network its external network {gateway.network} lies on is not known ({why}): "
        "a chassis without a bridge for that would lead nowhere."
    )


def _bridge(situation: Situation, gateway: Gateway) -> str:
    physical = _physical(situation, gateway)
    return f" and a bridge for {physical} in ovn-bridge-mappings" if physical else ""


def _line(gateway: Gateway, able: Sequence[str]) -> str:
    """What was chosen before is printed first, and so kept with the run."""
    port, group = shlex.quote(gateway.name), shlex.quote(gateway.group)
    verb = (
        f"ha-chassis-group-add-chassis {group}" if group != "''" else f"lrp-set-gateway-chassis {port}"
    )
    before = "ha-chassis-group-list" if gateway.group else f"lrp-get-gateway-chassis {port}"
    order = (*able, *(one for one in gateway.chassis if one not in able))
    highest = max(gateway.highest, len(order))
    added = " -- ".join(
        f"{verb} {shlex.quote(name)} {highest - number}" for number, name in enumerate(order)
    )
    return f"{ovn.NB} {before}; {ovn.NB} {added}"


def notes(_: Situation) -> tuple[str, ...]:
    """What stays, and what a person should know."""
    return (
        "Those that were chosen before stay in the list, below the new ones; connections through the "
        "router begin anew.",
    )


ACTION = Action(
    "reschedule-gateway",
    "Give a router gateway chassis that are alive",
    (
        Step(
            "gateway",
            "Choose living chassis for the router's external port",
            (
                *ovn_views.NEEDS,
                networks.PROBE,
                ovn_northbound.PROBE,
                routers.PROBE,
                units.PROBE,
            ),
            plan,
            verify_timeout=45.0,
        ),
    ),
    takes="router",
    notes=notes,
)
