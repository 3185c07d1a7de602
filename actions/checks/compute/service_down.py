"""A compute or volume service does not report.

A service that lost its queue goes on running in silence: nova and cinder count it as down 60 s after
its last heartbeat (service_down_time), and send it nothing more. Source: `updated_at` and `state` of
/os-services, the unit's state, and a login to RabbitMQ with the URL of its file. Nova's services report
through a conductor, so a silent one need not be the one that is at fault: what it needs is told first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.checks._support import endings, message_logins, presence, reachability
from actions.checks._support.presence import STALE
from actions.checks._support.wording import age
from actions.deployments.services import CINDER_VOLUME
from actions.facts.broker.broker_logins import Login
from actions.facts.cinder import volume_services
from actions.facts.hosts import conf
from actions.facts.hosts.units import Unit
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.model.entity import service as entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "service-down"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """Enabled services that are down."""
    names = reachability.host_names(snapshot)
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
                yield _unexplained(snapshot, service, says, _NOWHERE, gone)
            elif (host, service.binary) in reporting:
                unused = silence > STALE and backend_unused(snapshot, host or "", service.host)
                yield _unexplained(snapshot, service, says, _BACKEND, unused)
            elif host is not None and reachability.looked(snapshot, host):
                yield from _somewhere(snapshot, service, host, says)


def _silent(services: Iterable[Service]) -> Iterable[Service]:
    """Each once: with cell0 on cell1's database all are listed twice."""
    found = {
        (s.host, s.binary): s
        for s in services
        if s.state == "down" and s.status != "disabled" and not s.forced_down
    }
    return found.values()


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


def _unexplained(
    snapshot: Snapshot, service: Service, says: str, words: tuple[str, str, str], stale: bool
) -> Finding:
    """No unit of its own explains it; `words`: what is known, what it means if stale, and if not."""
    known, gone, here = words
    subject = f"{service.host}/{service.binary}"
    about = entity(reachability.host_names(snapshot).same(service.host), service.binary)
    since = service.heartbeat or 0.0
    if stale:
        says, action, target = f"{says}, {known}: {gone}", "delete-stale-service", subject
        return Finding(CODE, Severity.WARNING, subject, says, action, target, about, since=since)
    says = f"{says}, {known}: {here}"
    return Finding(CODE, Severity.WARNING, subject, says, entity=about, since=since)


def _somewhere(snapshot: Snapshot, service: Service, host: str, says: str) -> Iterable[Finding]:
    unit = reachability.unit(snapshot, host, service.binary)
    if not reachability.units_known(snapshot, host):
        yield _about(service, host, f"{says}; its unit could not be looked at.")
    elif unit is None:
        says = f"{says}, and {reachability.no_unit(host, service.binary)}."
        yield _about(service, host, says)
    elif unit.active != "active" or unit.looping or unit.paused:
        says = f"{says}, and its unit {unit.name} {endings.state(unit)}."
        target = _restart(host, service) if reachability.restartable(unit) else ""
        severity = reachability.severity(snapshot, host, unit)
        found = _about(service, host, says, severity, target, _untold(unit))
        yield _dated(snapshot, host, unit, found)
    elif not reachability.starting(unit):
        logins = _logins(snapshot, host, service.binary)
        lets_in = any(login.opens for login in logins)
        but = ", though RabbitMQ takes a login with its URL from there" if lets_in else ""
        says = (
            f"{says}, while its unit has been active for {age(unit.age or 0)}: it runs and does not "
            f"report{but}."
        )
        down = lets_in or not logins  # else broker-login tells why, of the same service
        found = _about(service, host, says, Severity.CRITICAL, _restart(host, service), down)
        yield _dated(snapshot, host, unit, found)


def _dated(snapshot: Snapshot, host: str, unit: Unit, found: Finding) -> Finding:
    return replace(found, since=reachability.silent_since(snapshot, host, unit, found.since))


def _untold(unit: Unit) -> bool:
    """That it does not run is no finding of its own (unit-failed, unit-inactive) to follow from."""
    return not unit.failed and unit.active != "inactive"


def _restart(host: str, service: Service) -> str:
    return f"{host}/{service.binary}"


def _logins(snapshot: Snapshot, host: str, binary: str) -> list[Login]:
    """What RabbitMQ says to the URL of its file."""
    own = conf.conf_of(snapshot, host, binary)
    return [
        one.login
        for one in message_logins.tried(snapshot)
        if own is not None and (one.use.host, one.use.path) == (host, own.path)
    ]


def _about(
    service: Service,
    host: str,
    says: str,
    severity: Severity = Severity.WARNING,
    target: str = "",
    down: bool = True,
) -> Finding:
    return Finding(
        CODE,
        severity,
        f"{service.host}/{service.binary}",
        says,
        "restart-service" if target else "",
        target,
        entity(host, service.binary),
        down,
        service.heartbeat or 0.0,
    )


CHECK = Check(
    CODE,
    "Services that do not report",
    message_logins.NEEDS,
    find,
    Area.COMPUTE,
)
