"""rebind-port: ports of instances that could not be bound are given to neutron once more.

Neutron tries it whenever a port that is not bound is written with a host (ML2), and not by itself when
the agent has come back. The host stays the one that nova asked for.
"""

from __future__ import annotations

from actions.causes.first import guarded
from actions.checks._support import pluggers
from actions.facts.neutron import network_agents, ports
from actions.formats.suggest import suggest
from actions.model.command import Api
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do


def plan(situation: Situation) -> Decision:
    """Write the host anew, only where an agent of that name is alive."""
    known = situation.get(ports.PROBE)
    if known is None:
        error = situation.snapshot.reading(ports.PROBE).error or "nobody looked"
        return blocked(f"Neutron's ports could not be read: {error}.")
    meant = [p for p in known.down if situation.target in (p.id, p.host)]
    failed = [p for p in meant if p.binding == ports.FAILED]
    if not failed:
        hosts = {p.host for p in known.down if p.binding == ports.FAILED}
        others = suggest(situation.target, {*hosts, *(p.id for p in known.down)})
        return already(
            f"no port of an instance is {situation.target}, or on a host of that name, that could not "
            f"be bound{'.' + others if others and not meant else ''}"
        )
    host = failed[0].host
    agent = pluggers.on(situation.snapshot, host)
    if agent is None or not agent.alive:
        return blocked(
            f"It would fail again: {pluggers.state(situation.snapshot, host)}. Mend that first: "
            f"{situation.command('check')} tells how."
        )
    return do(
        *(
            Api(
                "network",
                "PUT",
                f"/ports/{port.id}",
                f"openstack port set --host {host} {port.id}",
                body={"port": {"binding:host_id": host}},
                ok=(200, 404),
            )
            for port in failed
        ),
        why=f"they could not be bound to {host}, and the {agent.type} there is alive now",
    )


def notes(_: Situation) -> tuple[str, ...]:
    """What it does not do."""
    return (
        "An instance that was never plugged into its port is so only when it is started: `openstack "
        "server reboot --hard` does that, where it has no network afterwards.",
    )


ACTION = Action(
    "rebind-port",
    "Have neutron bind ports that it could not bind",
    (
        guarded(
            Step(
                "bind",
                "Bind the ports to their host again",
                (network_agents.PROBE, ports.PROBE),
                plan,
                verify_timeout=30.0,
            )
        ),
    ),
    takes="port or host",
    notes=notes,
)
