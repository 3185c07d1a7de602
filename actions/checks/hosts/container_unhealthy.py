"""A container runs, and its own health check says that it is not well.

What the check of a container asks is its deployer's: kolla's looks for an answer on the API's port,
and of all others for a connection to the message queue, so that one that lost it is deaf. A check
that cannot run in that image fails as well, whatever the service does: what it printed last tells, and
so does a service that reports, or an API that answers. Source: `podman inspect`, `docker inspect`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.checks._support import broker_views, entities, reachability
from actions.deployments.all import container_of, service_of
from actions.deployments.deployment import ENGINES
from actions.deployments.service_types import API_OF
from actions.deployments.services import MESSAGE_BROKER
from actions.facts.broker import broker_logins
from actions.facts.hosts import host_layout, units
from actions.facts.hosts.units import Unit
from actions.facts.keystone import catalog, endpoint_health
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "container-unhealthy"
_CANNOT_RUN = re.compile(
    r"command not found|: not found|No such file or directory|Permission denied"
    r"|executable file not found|exit code 12[67]\b|syntax error|unrecognized option|invalid option",
    re.IGNORECASE,
)
"""What a shell or an engine prints of a check that was never carried out."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each container that is up and unhealthy."""
    for host, known in snapshot.each(units.PROBE).items():
        for unit in known.values():
            if "(unhealthy)" in unit.container and not unit.failed:
                yield _finding(snapshot, host, unit)


def _finding(snapshot: Snapshot, host: str, unit: Unit) -> Finding:
    name, target = container_of(unit.name), f"{host}/{unit.name}"
    found = host_layout.deployment(snapshot, host)
    says = f"The container {name} on {host} runs and its own health check fails ({unit.container})"
    if unit.check:
        says += f"; it said last: {unit.check.rstrip('.')}"
    well = _well(snapshot, host, service_of(unit.name))
    cannot = bool(_CANNOT_RUN.search(unit.check))
    if well or cannot:
        why = " and ".join(filter(None, ("the check itself cannot run there" if cannot else "", well)))
        alone = "the check alone is wrong" if well else "it says nothing of the service"
        says += f". {why[:1].upper()}{why[1:]}: {alone}, and a restart changes nothing of it."
        action = ""
    else:
        engines = (found.engine,) if found and found.engine else ENGINES
        inspect = " or ".join(f"`{engine} inspect {name}`" for engine in engines)
        says += f": {inspect} there shows under Health what it said; if the service is well, the check "
        says += "is wrong."
        action = "bounce-service"
    severity = Severity.NOTICE if well else Severity.WARNING
    about = _about(snapshot, host, unit)
    return Finding(CODE, severity, target, says, action, target if action else "", about)


def _about(snapshot: Snapshot, host: str, unit: Unit) -> Entity:
    """Of RabbitMQ the broker: kolla's check fails for an alarm of it, too, and a restart ends none."""
    if service_of(unit.name) == MESSAGE_BROKER:
        return broker_views.broker_of(snapshot, host)
    return entities.of_unit(host, unit)


def _well(snapshot: Snapshot, host: str, service: str) -> str:
    """How one can tell that the service does its work; empty: nobody can."""
    heard = [h for h in reachability.heard(snapshot) if (h.host, h.binary) == (host, service)]
    if heard and all(one.up for one in heard):
        return f"{service} reports, and counts as up"
    if any(other != host and _runs(snapshot, other, service) for other in snapshot.each(units.PROBE)):
        return ""  # what answers may be another host's
    for one in snapshot.get(catalog.PROBE) or ():
        roots = endpoint_health.roots(one) if catalog.current(one.type) == API_OF.get(service) else ()
        answers = [snapshot.get(endpoint_health.PROBE, url) for url in roots]
        if answers and all(answer is not None and endpoint_health.well(answer) for answer in answers):
            return f"its API answers at {min(roots)}"
    return ""


def _runs(snapshot: Snapshot, host: str, service: str) -> bool:
    unit = reachability.unit(snapshot, host, service)
    return unit is not None and unit.active == "active"


CHECK = Check(
    CODE,
    "Containers whose health check fails",
    (
        *reachability.HEARD_NEEDS,
        *broker_logins.NEEDS,
        catalog.PROBE,
        endpoint_health.PROBE,
        host_layout.PROBE,
        units.PROBE,
    ),
    find,
    Area.HOSTS,
)
