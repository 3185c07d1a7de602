"""A container runs, and its own health check says that it is not well.

What the check of a container asks is its deployer's: kolla's looks for an answer on the API's port,
and of all others for a connection to the message queue, so that one that lost it is deaf. A check
that cannot run in that image fails as well: what it printed last tells which. Source: `podman ps`,
`docker ps`.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import entities
from actions.deployments.all import container_of
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "container-unhealthy"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each container that is up and unhealthy."""
    for host, known in snapshot.each(units.PROBE).items():
        for unit in known.values():
            if "(unhealthy)" in unit.container and not unit.failed:
                yield _finding(host, unit)


def _finding(host: str, unit: Unit) -> Finding:
    name = container_of(unit.name)
    says = (
        f"The container {name} on {host} runs and its own health check fails ({unit.container}): "
        f"`podman inspect {name}` or `docker inspect {name}` there shows under Health what it said; if "
        "the service is well, the check is wrong."
    )
    target = f"{host}/{unit.name}"
    return Finding(
        CODE, Severity.WARNING, target, says, "bounce-service", target, entities.of_unit(host, unit)
    )


CHECK = Check(CODE, "Containers whose health check fails", (units.PROBE,), find, Area.HOSTS)
