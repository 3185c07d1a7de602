"""A compute or volume service does not report, though its host answers and its unit has not failed.

A service that lost its queue goes on running in silence: nova and cinder count it as down 60 s after
its last heartbeat (service_down_time), and send it nothing more. Source: `updated_at` and `state` of
/os-services beside the unit's state. A failed unit and an unreachable host are findings of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import entities, presence, reachability
from actions.checks._support.presence import STALE
from actions.checks._support.wording import age
from actions.deployments.services import CINDER_VOLUME
from actions.facts.cinder import volume_services
from actions.facts.hosts import conf, units
from actions.facts.hosts.units import Unit
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "service-down"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Enabled services that are down; one finding for a message queue that serves none of them."""
    brokers = reachability.idle_brokers(snapshot)
    if brokers:
        yield from (_broker(host, unit) for host, unit in brokers.items() if not unit.failed)
        return
    names, unreached = reachability.host_names(snapshot), reachability.unreachable(snapshot)
    for probe, project in ((compute_services.PROBE, "nova"), (volume_services.PROBE, "cinder")):
        reading = snapshot.reading(probe)
        services = reading.fact or ()
        reporting = {(names.host(s.host), s.binary) for s in services if s.state == "up"}
        for service in _silent(services):
            silence = max(0.0, reading.at - service.heartbeat) if service.heartbeat else 0.0
            last = "it never reported"
            if service.heartbeat:
                last = f"its last heartbeat is {age(silence)} old"
            says = f"{service.binary} on {service.host} is down for {project}: {last}"
            host = names.host(service.host)
            if host is None and names.asked:
                gone = presence.gone(snapshot, service.host, silence)
                gone = gone and not backend_in_use(snapshot, service.host)
                yield _unexplained(service, says, _NOWHERE, gone)
            elif (host, service.binary) in reporting:
                unused = silence > STALE and backend_unused(snapshot, host or "", service.host)
                yield _unexplained(service, says, _BACKEND, unused)
            elif host is not None and host not in unreached and reachability.looked(snapshot, host):
                yield from _somewhere(snapshot, service, host, says)


def _silent(services: Iterable[Service]) -> Iterable[Service]:
    """Each once: with cell0 on cell1's database all are listed twice."""
    found = {
        (s.host, s.binary): s
        for s in services
        if s.state == "down" and s.status != "disabled" and not s.forced_down
    }
    return found.values()


def _broker(host: str, unit: Unit) -> Finding:
    target = f"{host}/{unit.name}"
    says = (
        f"RabbitMQ is not running: {unit.name} on {host} is {unit.active}, so services cannot report."
    )
    about = entities.of_unit(host, unit)
    return Finding(CODE, Severity.CRITICAL, target, says, "restart-service", target, about, down=True)


_NOWHERE = (
    "and the site file has no host of that name",
    "it seems to be gone for good.",
    "see there, or add it to the site file.",
)
_BACKEND = (
    "while the same service reports for other backends",
    "cinder.conf there enables it no more, or under another name.",
    "its driver does not start, and the service's log there says why.",
)
"""A cinder-volume reports for each of its backends; another of them is up."""


def backend_in_use(snapshot: Snapshot, name: str) -> bool:
    """Of host@backend: some cinder.conf enables that backend, or none was read.

    Its host need be no machine's name ([backend] backend_host).
    """
    backend = name.partition("@")[2]
    if not backend:
        return False
    hosts = [
        host.name
        for host in snapshot.site.hosts
        if conf.conf_of(snapshot, host.name, CINDER_VOLUME) is not None
    ]
    return not hosts or not all(backend_unused(snapshot, host, name) for host in hosts)


def backend_unused(snapshot: Snapshot, host: str, name: str) -> bool:
    """The host's cinder.conf was read, and host@backend is none of those that it enables."""
    own = conf.conf_of(snapshot, host, CINDER_VOLUME)
    enabled = own.file.value("DEFAULT", "enabled_backends") if own else ""
    backends = {backend.strip() for backend in enabled.split(",")} - {""}
    return bool(backends) and name.partition("@")[2] not in backends


def _unexplained(service: Service, says: str, words: tuple[str, str, str], stale: bool) -> Finding:
    """No unit of its own explains it; `words`: what is known, what it means if stale, and if not."""
    known, gone, here = words
    subject = f"{service.host}/{service.binary}"
    if stale:
        says = f"{says}, {known}: {gone}"
        return Finding(CODE, Severity.WARNING, subject, says, "delete-stale-service", subject)
    return Finding(CODE, Severity.WARNING, subject, f"{says}, {known}: {here}")


def _somewhere(snapshot: Snapshot, service: Service, host: str, says: str) -> Iterable[Finding]:
    subject, target = f"{service.host}/{service.binary}", f"{host}/{service.binary}"
    unit = reachability.unit(snapshot, host, service.binary)
    if not reachability.units_known(snapshot, host):
        says = f"{says}; its unit could not be looked at."
        yield Finding(CODE, Severity.WARNING, subject, says)
    elif unit is None:
        says = f"{says}, and {reachability.no_unit(host, service.binary)}."
        yield Finding(CODE, Severity.WARNING, subject, says)
    elif unit.active == "active" and not reachability.starting(unit):
        since = f"its unit has been active for {age(unit.age or 0)}"
        says = f"{says}, while {since}: it runs, but the message queue does not reach it."
        yield Finding(CODE, Severity.CRITICAL, subject, says, "restart-service", target)
    elif unit.active != "active" and not unit.failed:
        says = f"{says}, and its unit is {unit.active}: it was stopped, or never started."
        yield Finding(CODE, Severity.WARNING, subject, says, "restart-service", target)


CHECK = Check(
    CODE,
    "Services that do not report",
    (*presence.NEEDS, conf.PROBE, units.PROBE),
    find,
    Area.COMPUTE,
)
