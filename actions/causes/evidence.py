"""What the logs say of what a finding is about: the last errors, and the cause that they name.

Only lines that are younger than an hour, and than the unit's own start where it runs, count; and they
only ever add to a finding; what they say of a refused account, which Keystone lets in now, is over. A
cause by signature is called likely: the line was seen, and the cause is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from actions.causes.signatures import Signature, signature
from actions.deployments.all import service_of, units_of
from actions.deployments.service_types import SERVES
from actions.deployments.services import DATABASE_SERVER, LIBVIRT, MESSAGE_BROKER, project
from actions.facts.hosts import conf, log_lines, units
from actions.facts.hosts.log_lines import LogLine
from actions.facts.hosts.units import LIVES, Unit
from actions.facts.keystone import service_logins
from actions.model.entity import Kind
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Evidence, Finding

PROBES: tuple[Probe[Any], ...] = (log_lines.PROBE,)
"""What is asked for findings' sake alone: no check reads it."""
MOST = 3
"""Lines that a finding shows, beside the one that names its cause."""
SEVERAL = 3
"""Lines of what says something of the service only where there are many."""
LEAD = 120.0
"""Seconds before what is wrong began in which a line may still say why."""
EARLY = 2.0
"""Seconds before its main process was started in which a unit's own preparations may say why."""
LATELY = 600.0
"""Seconds for which a line of what runs may say why, where nobody knows since when something is wrong:
what was logged while a host booted is not why it is slow half an hour later."""
OVER = "Recovered from being unable to report status"
"""What kept one of nova's services from reporting is over, for nova itself: older lines are of that."""
PROJECTS = re.compile(
    r"\b(?:cinder|glance|horizon|keystone|nova|openstack_(?:auth|dashboard)|placement)\b"
)
"""What may run in one web server."""
SERVERS = (DATABASE_SERVER, LIBVIRT, MESSAGE_BROKER)
"""What logs its clients' troubles beside its own."""
REFUSED = ("account-in-section", "service-account-refused")
"""Signatures that Keystone refuses an account: over, where it lets in all that the service has."""
FALLS = 2
"""Lives of a unit that falls again and again in which a line may say why: older ones are of another
trouble."""


def attached(findings: Iterable[Finding], snapshot: Snapshot) -> tuple[Finding, ...]:
    """The findings, each with what the logs of its service say."""
    return tuple(_attached(finding, snapshot) for finding in findings)


def _attached(finding: Finding, snapshot: Snapshot) -> Finding:
    told_by = list(_lines(finding, snapshot))
    if not told_by:
        return finding
    told: dict[Evidence, None] = {}
    evidence, likely = _likely(told_by)
    message = finding.message
    if evidence is not None and likely is not None:
        cause = likely.of(evidence.text)
        told[evidence] = None
        told[Evidence("likely", f"{cause}: {likely.advice}", evidence.at)] = None
        if cause not in message:
            message = f"{message} Likely, by its log: {cause}."
    lines = [one for one, _ in told_by]
    errors = [one for one in lines if log_lines.is_error(one.text)]
    told |= dict.fromkeys((errors or lines)[-MOST:])
    return replace(finding, message=message, evidence=(*finding.evidence, *told))


def _likely(lines: list[tuple[Evidence, Unit]]) -> tuple[Evidence | None, Signature | None]:
    """The newest line whose cause is known; one that is a symptom, where there is no other."""
    known_ones = [
        (one, known)
        for one, unit in reversed(lines)
        if (known := signature(one.text)) is not None and _may_say_why(known, unit)
    ]
    often = Counter(known.key for _, known in known_ones)
    found = [pair for pair in known_ones if not pair[1].several or often[pair[1].key] >= SEVERAL]
    causes = [pair for pair in found if not pair[1].symptom]
    return next(iter(causes or found), (None, None))


def _may_say_why(known: Signature, unit: Unit) -> bool:
    """Not what a server tells of its clients; and where a unit has ended, not what one asked of it."""
    if known.of_clients and service_of(unit.name) in SERVERS:
        return False
    ended = unit.failed or unit.active == "inactive"
    return not (ended and known.of_request)


def _lines(finding: Finding, snapshot: Snapshot) -> Iterator[tuple[Evidence, Unit]]:
    """The lines of the units that run what the finding is about, the oldest first."""
    found = []
    for host, unit, service in _units(finding, snapshot):
        known = snapshot.get(log_lines.PROBE, host) or {}
        if unit.ended_well:
            continue
        at = snapshot.reading(units.PROBE, host).at
        since = finding.since - LEAD if finding.since else 0.0
        if unit.looping:  # it says why each time that it falls, before it is started again
            since = max(since, at - FALLS * (unit.wait + LIVES))
        elif unit.age is not None:
            since = max(since or at - LATELY, at - unit.age - EARLY)
        elif unit.began is not None:  # what it said before was in another life
            since = max(since, at - unit.began - EARLY)
        lines = known.get(unit.name, ())
        over = max((line.at for line in lines if OVER in line.text), default=0.0)
        let_in = _let_in(snapshot, host, unit)
        found += [
            (_evidence(host, unit, line), unit)
            for line in lines
            if line.at >= since and line.at > over and (line.at > let_in or not _refused(line))
            if not _anothers(line.text, unit, service)
        ]
    yield from sorted(found, key=lambda pair: pair[0].at)


def _refused(line: LogLine) -> bool:
    known = signature(line.text)
    return known is not None and known.key in REFUSED


def _let_in(snapshot: Snapshot, host: str, unit: Unit) -> float:
    """When Keystone let in every account of a unit's configuration; 0: it did not, or was not asked."""
    own = conf.conf_of(snapshot, host, service_of(unit.name))
    tried = [
        login.status
        for _, places, login in service_logins.tried(snapshot)
        if own is not None and any((use.host, use.path) == (host, own.path) for use in places)
    ]
    asked = (snapshot.reading(service_logins.PROBE, one.name) for one in snapshot.site.hosts)
    at = min((one.at for one in asked if one.fact is not None), default=0.0)
    return at if tried and set(tried) == {201} else 0.0


def _evidence(host: str, unit: Unit, line: LogLine) -> Evidence:
    return Evidence(f"{line.source} of {unit.name} on {host}", line.text, line.at)


def _units(finding: Finding, snapshot: Snapshot) -> Iterator[tuple[str, Unit, str]]:
    """Host, unit, and the service that it runs and that the finding is about."""
    if finding.entity is None:
        return
    host, _, service = finding.entity.name.rpartition("/")
    if finding.entity.kind is Kind.API:
        host, service = "", SERVES.get(finding.entity.name, "")
    elif finding.entity.kind is not Kind.SERVICE:
        return
    for on, known in snapshot.each(units.PROBE).items():
        if host in ("", on):
            yield from ((on, unit, service) for unit in _running(known, service))


def _running(known: Mapping[str, Unit], service: str) -> list[Unit]:
    """The units of a host that run a service: of its own, or else a web server that runs several."""
    own = [unit for unit in known.values() if service_of(unit.name) == service]
    return own or [known[name] for name in units_of(service) if name in known]


def _anothers(text: str, unit: Unit, service: str) -> bool:
    """Whether a line of a unit that runs several services names others, and not this one."""
    if service_of(unit.name) == service:
        return False
    named = set(PROJECTS.findall(text))
    return bool(named) and project(service) not in named
