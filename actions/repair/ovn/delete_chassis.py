"""delete-chassis: a dead and empty chassis leaves OVN's southbound database.

Through neutron where that lists it, for then its own lists know, too. A controller that still runs
writes its rows anew: nothing is lost that would have to be put back.
"""

from __future__ import annotations

import shlex

from actions.causes.first import guarded
from actions.checks._support import ovn_views, reachability
from actions.checks._support.wording import count
from actions.deployments import ovn
from actions.deployments.services import OVN_CONTROLLER, OVN_SOUTHBOUND
from actions.facts._support.ovn import running
from actions.facts.hosts import units
from actions.facts.ovn import ovn_northbound, ovn_southbound
from actions.facts.ovn.ovn_southbound import Chassis, Southbound
from actions.formats.suggest import suggest
from actions.model.command import Api, Shell
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do


def plan(situation: Situation) -> Decision:
    """Only one that was asked and gave no answer, holds nothing, and is run by no host."""
    known = situation.get(ovn_southbound.PROBE)
    reading = situation.snapshot.reading(ovn_southbound.PROBE)
    if known is None or reading.error:
        return blocked(
            "OVN's southbound database could not be read, so nobody knows whether the chassis is dead: "
            f"{reading.error or 'no host of the site is known to run it'}."
        )
    chassis = next((one for one in known.chassis if one.name == situation.target), None)
    if chassis is None:
        meant = suggest(situation.target, {one.name for one in known.chassis})
        return already(f"OVN has no chassis {situation.target}.{meant}")
    stays = _stays(situation, chassis)
    return blocked(stays) if stays else _delete(situation, known, chassis)


def _stays(situation: Situation, chassis: Chassis) -> str:
    """Why it is not deleted; empty: nothing speaks against it."""
    snapshot = situation.snapshot
    if chassis.name not in ovn_views.dead(snapshot):
        return f"Chassis {chassis.name} answers OVN, or has not been silent for long enough: it stays."
    if keeps := ovn_views.keeps(snapshot, chassis):
        return keeps
    north, reading = situation.get(ovn_northbound.PROBE), snapshot.reading(ovn_northbound.PROBE)
    if north is None or reading.error:
        return (
            "OVN's northbound database could not be read, so nobody knows whether a router has chassis "
            f"{chassis.name} for its only gateway: "
            f"{reading.error or 'no host of the site is known to run it'}."
        )
    chosen = [one.router for one in north.gateways if one.chassis == (chassis.name,)]
    if chosen:
        first = situation.command("run", "reschedule-gateway", chosen[0])
        return f"Chassis {chassis.name} is the only gateway of {count(len(chosen), 'router')}: {first}."
    host = ovn_views.host_of(snapshot, chassis)
    unit = reachability.unit(snapshot, host, OVN_CONTROLLER) if host else None
    if ovn_views.twin(snapshot, chassis) is not None or host is None:
        return ""
    if unit is None and not reachability.units_known(snapshot, host):
        return f"The units of {host} could not be read, and it may run there."
    if unit is not None and unit.active != "inactive":
        start = situation.command("run", "restart-service", f"{host}/{OVN_CONTROLLER}")
        return f"{unit.name} on {host} is {unit.active}, so the chassis may come back: {start}."
    return ""


def _delete(situation: Situation, known: Southbound, chassis: Chassis) -> Decision:
    why = f"it {ovn_views.heard(situation.snapshot, chassis)}, and nothing is bound to it"
    if ovn_views.agent(situation.snapshot, chassis) is not None:
        show = f"openstack network agent delete {chassis.name}"
        path = f"/agents/{chassis.name}"
        return do(Api("network", "DELETE", path, show, ok=(200, 202, 204, 404)), why=why)
    unit = running(situation.snapshot, OVN_SOUTHBOUND).get(known.host)
    if unit is None:
        return blocked(f"OVN's southbound database does not run on {known.host} any more.")
    name = shlex.quote(chassis.name)
    line = f"{ovn.SB} list Chassis {name}; {ovn.SB} --if-exists chassis-del {name}"
    if known.private:
        line += f" && {ovn.SB} --if-exists destroy Chassis_Private {name}"
    return do(Shell(known.host, ovn.within(unit.name, line)), why=why)


ACTION = Action(
    "delete-chassis",
    "Delete a dead and empty chassis of OVN",
    (
        guarded(
            Step(
                "chassis",
                "Delete the chassis from the southbound database",
                (*ovn_views.NEEDS, ovn_northbound.PROBE, units.PROBE),
                plan,
                verify_timeout=30.0,
            )
        ),
    ),
    takes="chassis",
    danger=True,
)
