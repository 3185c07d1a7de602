"""delete-stale-service: a service whose host is gone leaves nova's, cinder's or neutron's list."""

from __future__ import annotations

import shlex

from actions.causes.first import guarded
from actions.checks._support.wording import count, listed
from actions.deployments.all import usual_tool
from actions.deployments.parts import CINDER
from actions.deployments.services import CINDER_API, NOVA_COMPUTE, OVN_CONTROLLER
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import HostConf
from actions.facts.neutron import agent_lists, network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import cell_instances, cell_mappings
from actions.facts.nova.cell_mappings import CELL0
from actions.facts.nova.compute_services import Service
from actions.facts.ovn import ovn_southbound
from actions.formats.suggest import suggest_pair
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do
from actions.repair.services import life
from actions.repair.services.service_status import NOVA
from actions.repair.services.service_target import (
    STATUS_NEEDS,
    TAKES,
    ServiceTarget,
    agents,
    malformed,
    parsed,
    project,
    reported,
    services,
    unread,
)


def plan(situation: Situation) -> Decision:
    """Delete it by its id; refused while it reports, may still run, or instances are on its host."""
    wanted = parsed(situation.target)
    if wanted is None:
        return blocked(malformed(situation.target, reported(situation)))
    if not project(wanted.binary):
        return blocked(f"{wanted.binary} is no service of nova, cinder or neutron.")
    closed = unread(situation, wanted)
    if closed:
        return blocked(closed)
    meant = suggest_pair(f"{wanted.host}/{wanted.binary}", reported(situation))
    if project(wanted.binary) == "neutron":
        lists = situation.each(agent_lists.PROBE).values()
        every = agents(situation, wanted, (agent for one in lists for agent in one))
        own = {a.id: a for a in every if wanted.host in (a.host, a.id)}
        return _agents(situation, wanted, list(own.values()), meant)
    rows = [s for s in services(situation, wanted) if s.host == wanted.host]
    other = [row for row in rows if row.state != "down"]
    if other:
        return blocked(f"{wanted.binary} on {wanted.host} is {other[0].state}, so it is not stale.")
    if not rows:
        return already(f"{project(wanted.binary)} lists no {wanted.binary} on {wanted.host}.{meant}")
    if project(wanted.binary) == "cinder":
        return _cinder(situation, wanted, rows)
    return _nova(situation, wanted, rows)


def _nova(situation: Situation, wanted: ServiceTarget, rows: list[Service]) -> Decision:
    there = _instances(situation, wanted.host) if wanted.binary == NOVA_COMPUTE else []
    if there:
        return blocked(
            f"{count(len(there), 'instance is', 'instances are')} on {wanted.host} ({listed(there)}), "
            "and nova would refuse (409): evacuate or delete them first."
        )
    lives = life.of_service(situation, wanted, rows)
    if lives:
        return blocked(lives)
    closed = _unread_cells(situation, wanted.host) if wanted.binary == NOVA_COMPUTE else ""
    if closed:
        return blocked(closed)
    return do(
        *(_delete("compute", f"/os-services/{row.id}", _SHOW_NOVA + row.id, NOVA) for row in rows),
        why=f"{wanted.binary} on {wanted.host} is {rows[0].state}",
    )


_SHOW_NOVA = "openstack compute service delete "


def _unread_cells(situation: Situation, host: str) -> str:
    """Why it is not known what is on a host; empty: its cell's instances were read.

    Or nobody has access to any cell: nova itself refuses (409) where instances are.
    """
    reading = situation.snapshot.reading(cell_mappings.PROBE)
    api, known = reading.fact, situation.each(cell_instances.PROBE)
    failed = situation.snapshot.errors(cell_instances.PROBE)
    if reading.error or (api is not None and api.code):
        return f"Nova's cells could not be read, so nobody knows what instances are on {host}."
    cells = [cell for cell in api.cells if cell.uuid != CELL0] if api else []
    may = [cell for cell in cells if host in cell.hosts] or cells
    closed = [c.name or c.uuid for c in may if c.uuid not in known or c.uuid in failed]
    if not closed:
        return ""
    return f"The instances of {listed(closed)} could not be read, and some may be on {host}."


def _instances(situation: Situation, host: str) -> list[str]:
    return [
        uuid
        for cell in situation.each(cell_instances.PROBE).values()
        for uuid, place in cell.hosts.items()
        if place == host
    ]


def _cinder(situation: Situation, wanted: ServiceTarget, rows: list[Service]) -> Decision:
    """Cinder's API cannot delete a service: its own tool does, on a host that has its files."""
    lives = life.of_service(situation, wanted, rows)
    if lives:
        return blocked(lives)
    found = _cinder_conf(situation)
    if found is None:
        tool = _cinder_manage(found)
        return blocked(f"No host of the site has a configuration of {CINDER_API} for {tool} to read.")
    command = found.deployment.tools[CINDER].on(
        found.host, f"service remove {wanted.binary} {shlex.quote(wanted.host)}"
    )
    return do(command, why=f"{wanted.binary} on {wanted.host} is down")


def _cinder_conf(situation: Situation) -> HostConf | None:
    hosts = situation.site.hosts
    found = (conf.conf_of(situation.snapshot, host.name, CINDER_API) for host in hosts)
    return next((own for own in found if own is not None), None)


def _cinder_manage(own: HostConf | None) -> str:
    """How an operator calls cinder-manage."""
    return (own.deployment.tools[CINDER] if own else usual_tool(CINDER)).line


def _agents(situation: Situation, wanted: ServiceTarget, rows: list[Agent], meant: str) -> Decision:
    """The dead rows, each by its id; of several of one host, one that is alive stays."""
    dead = [row for row in rows if not row.alive]
    if rows and not dead:
        if any(row.ovn for row in rows) and wanted.host not in {row.id for row in rows}:
            return already(f"{wanted.binary} on {wanted.host} is alive, and no dead row of it is left")
        return blocked(f"{wanted.binary} on {wanted.host} is alive: it is not stale.")
    if not rows:
        return _unlisted(situation, wanted, meant)
    lives = life.of_agent(situation, dead)
    if lives:
        return blocked(lives)
    show = "openstack network agent delete "
    stays = f"; {rows[0].kind} there that is alive stays" if len(dead) < len(rows) else ""
    remembered = _remembered(situation, wanted, dead)
    delete = [_delete("network", f"/agents/{row.id}", show + row.id) for row in dead]
    return do(
        *delete * (_TRIES if remembered else 1),
        why=f"{wanted.binary} on {wanted.host} is dead{stays}{remembered}",
    )


_TRIES = 6
"""Requests until one has most likely come to a worker that still lists the agent: that one tells all.

The others answer 404.
"""


def _unlisted(situation: Situation, wanted: ServiceTarget, meant: str) -> Decision:
    """By none of the answers; of OVN's controllers its own database has to say so, too."""
    told = f"neutron lists no {wanted.binary} on {wanted.host}"
    lists = len(situation.each(agent_lists.PROBE))
    if not lists or wanted.binary != OVN_CONTROLLER:
        return already(f"{told}.{meant}")
    left = _chassis(situation, wanted)
    if left:
        first = situation.command("run", "delete-chassis", left[0])
        return blocked(f"{told}, and OVN's southbound database has its chassis {left[0]}: {first}.")
    own = "has no chassis of it" if left is not None else "could not be read"
    return already(f"{told} (asked {lists + 1} times); OVN's southbound database {own}.{meant}")


def _remembered(situation: Situation, wanted: ServiceTarget, dead: list[Agent]) -> str:
    """That only some of neutron-api's workers have it in mind, as the end of a sentence."""
    lists = (situation.get(network_agents.PROBE) or (), *situation.each(agent_lists.PROBE).values())
    ids = {row.id for row in dead}
    telling = sum(1 for one in lists if any(agent.id in ids for agent in one))
    if telling == len(lists) or wanted.binary != OVN_CONTROLLER or _chassis(situation, wanted) != []:
        return ""
    return (
        f"; OVN's southbound database has no chassis of it, and {telling} of {len(lists)} answers of "
        "neutron's API list it: some of its workers have not heard that it is gone"
    )


def _chassis(situation: Situation, wanted: ServiceTarget) -> list[str] | None:
    """The names of its chassis in OVN's southbound database; None: nobody could see."""
    known = situation.get(ovn_southbound.PROBE)
    if known is None or situation.snapshot.reading(ovn_southbound.PROBE).error:
        return None
    return [one.name for one in known.chassis if wanted.host in (one.name, one.hostname)]


def _delete(service: str, path: str, show: str, microversion: str = "") -> Api:
    """404 is as good: somebody else deleted it."""
    return Api(service, "DELETE", path, show, microversion=microversion, ok=(200, 202, 204, 404))


def notes(situation: Situation) -> tuple[str, ...]:
    """What goes with it."""
    wanted = parsed(situation.target)
    if wanted is None:
        return ()
    if wanted.binary == NOVA_COMPUTE:
        return (
            "nova deletes the host's mapping and its resource provider with it. A host that comes back "
            f"registers anew: then {situation.command('run', 'discover-hosts')}.",
        )
    if wanted.binary == OVN_CONTROLLER:
        return (
            "Each worker of neutron's API has a list of its own of OVN's agents. One that had lost "
            "OVN's southbound database when an agent was deleted goes on listing it, until that worker "
            "is the one that deletes it once more, or that API is started anew.",
        )
    if project(wanted.binary) == "cinder":
        tool = _cinder_manage(_cinder_conf(situation))
        return (
            f"{tool} ends with 0 whatever happens; what counts is that the service is gone. "
            f"Volumes of that host cannot be deleted without it (`{tool} volume update_host`).",
        )
    return ()


ACTION = Action(
    "delete-stale-service",
    "Delete a service whose host is gone",
    (
        guarded(
            Step(
                "service",
                "Delete the service from the API's list",
                (
                    *STATUS_NEEDS,
                    *(agent_lists.PROBE, cell_instances.PROBE, conf.PROBE, units.PROBE),
                    ovn_southbound.PROBE,
                ),
                plan,
                verify_timeout=30.0,
            )
        ),
    ),
    takes=TAKES,
    danger=True,
    notes=notes,
)
