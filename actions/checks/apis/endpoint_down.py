"""An endpoint of the catalog does not answer, or answers with an error.

OpenStack's services answer their root without a token: 200, 300 (a list of versions) or 401; Swift is
asked for its /info. Nothing at all, 404 or 5xx means that the service, its web server or the name in
the catalog is wrong; of other services 404 tells nothing. Where nothing answers at one host, that is
one finding. A root needs neither a database nor Keystone: HTTP 500 there, of a unit that runs, is a
WSGI server without its application, which it could not load as it started, and never tries to load
again. One that says nothing in time may be slow: the load of its host is told.
Source: a GET of each root, from the jump host; `systemctl show`; /proc/loadavg.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product

from actions.checks._support import endings, reachability
from actions.checks._support.wording import age, listed
from actions.deployments.all import API_PORTS, service_of
from actions.deployments.service_types import SERVES
from actions.facts.hosts import host_status, units
from actions.facts.hosts.units import Unit
from actions.facts.keystone import catalog, endpoint_health
from actions.facts.keystone.catalog import Offered
from actions.facts.keystone.endpoint_health import asked, kinds, roots, well
from actions.formats.url import Url
from actions.model import entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity
from actions.model.query import UrlResult

CODE = "endpoint-down"
NO_APPLICATION = 500
"""uWSGI's and mod_wsgi's answer where there is no application to ask."""

_LATE = "no answer in time"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for a host where nothing answers, else one for each root."""
    bad = down(snapshot)
    silent = _silent_hosts(snapshot, bad)
    for host, urls in silent.items():
        what = f"None of the {len(urls)} endpoints at {host} answers"
        see = "see whether the host lives, and whether this one knows its name and can reach it."
        known = _units(snapshot, {catalog.current(one.type) for one in _at(snapshot, urls)})
        found = _finding(snapshot, bad, host, urls, f"{what} ({_how(bad[urls[0]])})")
        yield _coming(snapshot, found, known) or replace(found, message=f"{found.message}: {see}")
    for url in sorted(set(bad) - {url for urls in silent.values() for url in urls}):
        names, how = listed(_names(snapshot, url)), _how(bad[url])
        says = f"The endpoint of {names} at {url} does not work ({how})"
        found = _finding(snapshot, bad, url, [url], says)
        known = _units(snapshot, {found.entity.name} if found.entity else ())
        yield (
            _coming(snapshot, found, known)
            or _to_restart(found, known, bad[url])
            or replace(found, message=f"{says}{_see(snapshot, known, url, bad[url])}")
        )


def refused(snapshot: Snapshot) -> frozenset[str]:
    """The types of those at whose place nothing listens: no other API is the reason for that."""
    urls = [url for url, answer in down(snapshot).items() if "refused" in answer.error.lower()]
    return frozenset(catalog.current(one.type) for one in _at(snapshot, urls))


def _units(snapshot: Snapshot, apis: Iterable[str]) -> list[tuple[str, Unit]]:
    """Hosts, and the units there that run the APIs of those types."""
    services = sorted({SERVES[kind] for kind in apis if kind in SERVES})
    pairs = product(snapshot.each(units.PROBE), services)
    known = ((on, reachability.unit(snapshot, on, service)) for on, service in pairs)
    return [(on, unit) for on, unit in known if unit is not None]


def _coming(snapshot: Snapshot, found: Finding, known: list[tuple[str, Unit]]) -> Finding | None:
    """All that might answer is on its way up, with its host or because somebody starts it."""
    if not known or not all(unit.starting for _, unit in known):
        return None
    told = [f"{unit.name} on {on} {endings.state(unit)}" for on, unit in known]
    early = all(reachability.booting(snapshot, on) for on, _ in known)
    severity = Severity.NOTICE if early else found.severity
    return replace(found, message=f"{found.message}: {listed(told)}.", severity=severity)


def _settled(known: list[tuple[str, Unit]]) -> list[tuple[str, Unit]]:
    """Hosts and units that run an API; none where one of them has not had time to load it."""
    runs = [(on, unit) for on, unit in known if unit.active == "active"]
    return [] if any(reachability.starting(unit) for _, unit in runs) else runs


def _see(snapshot: Snapshot, known: list[tuple[str, Unit]], url: str, answer: UrlResult) -> str:
    """Where to look, as the end of a sentence: what runs and is not there is asked elsewhere."""
    runs = [] if answer.status else _settled(known)
    if not runs:
        return ": see its unit and its log, and whether the catalog has the right URL."
    usual = {
        port for port, name in API_PORTS.items() for _, unit in runs if service_of(unit.name) == name
    }
    parsed = Url.parse(url)
    other = f" (by the guides its port is {min(usual)})" if parsed and usual - {parsed.port} else ""
    told = listed([f"{unit.name} on {on}" for on, unit in runs])
    busy = reachability.busy(snapshot, [on for on, _ in runs]) if _LATE in answer.error else []
    if busy:
        return f", though {told} runs. {listed(busy)}: that it is why is a guess; see `top` there."
    return (
        f", though {told} runs: see whether the catalog has the right URL{other}, where it listens, "
        "and what stands between."
    )


def _to_restart(found: Finding, known: list[tuple[str, Unit]], answer: UrlResult) -> Finding | None:
    """One is restarted by its action; of several, nobody has said which one answered."""
    empty = _settled(known) if answer.status == NO_APPLICATION else []
    if not empty:
        return None
    told = [f"{unit.name} on {on} (active for {age(unit.age or 0.0)})" for on, unit in empty]
    says = (
        f"{found.message}, though {listed(told)} runs: most likely it could not load its application "
        "when it was started, and does not try again. Its log says why; then it is to be restarted."
    )
    on, unit = empty[0]
    alone = len(empty) == 1
    return replace(
        found,
        message=says,
        action="bounce-service" if alone else "",
        target=f"{on}/{unit.name}" if alone else "",
    )


def _finding(
    snapshot: Snapshot, bad: Mapping[str, UrlResult], subject: str, urls: list[str], says: str
) -> Finding:
    """Of several APIs, it is about the one that the others need: identity, where it is among them."""
    severity = _severity(snapshot, bad, urls)
    apis = sorted({catalog.current(service.type) for service in _at(snapshot, urls)})
    about = next((kind for kind in apis if kind == "identity"), apis[0] if apis else "")
    return Finding(
        CODE,
        severity,
        subject,
        says,
        entity=entity.api(about) if about else None,
        down=severity == Severity.CRITICAL,
        evidence=tuple(
            Evidence(
                f"GET {asked(url, kinds(snapshot)[url])}",
                _how(bad[url]),
                snapshot.reading(endpoint_health.PROBE, url).at,
            )
            for url in urls[:3]
        ),
    )


def _severity(snapshot: Snapshot, bad: Mapping[str, UrlResult], urls: Iterable[str]) -> Severity:
    """A service that answers under another URL is not down: perhaps only this host is kept out."""
    hit = [roots(service) for service in _at(snapshot, urls)]
    return Severity.WARNING if all(there - set(bad) for there in hit) else Severity.CRITICAL


def down(snapshot: Snapshot) -> dict[str, UrlResult]:
    """The roots that do not answer well, as of the last look that worked."""
    known, answers = kinds(snapshot), snapshot.each(endpoint_health.PROBE)
    return {
        url: answer for url, answer in answers.items() if url in known and not well(answer, known[url])
    }


def down_apis(snapshot: Snapshot) -> set[str]:
    """The APIs of which an endpoint does not answer well, by the types that today's catalogs have."""
    return {catalog.current(service.type) for service in _at(snapshot, down(snapshot))}


def _silent_hosts(snapshot: Snapshot, bad: Mapping[str, UrlResult]) -> dict[str, list[str]]:
    """Hosts with several roots, none of which answers anything at all."""
    by_host: dict[str, list[str]] = {}
    for url in snapshot.each(endpoint_health.PROBE):
        by_host.setdefault(_host(url), []).append(url)
    return {
        host: urls
        for host, urls in sorted(by_host.items())
        if len(urls) > 1 and all(url in bad and not bad[url].status for url in urls)
    }


def _host(root: str) -> str:
    url = Url.parse(root)
    return url.host if url else root


def _names(snapshot: Snapshot, url: str) -> set[str]:
    return {service.name or service.type for service in _at(snapshot, (url,))}


def _at(snapshot: Snapshot, urls: Iterable[str]) -> list[Offered]:
    """The services that have an endpoint at one of the roots."""
    hit = set(urls)
    return [service for service in snapshot.get(catalog.PROBE) or () if roots(service) & hit]


def _how(answer: UrlResult) -> str:
    return f"HTTP {answer.status}" if answer.status else answer.error.rstrip(".")


CHECK = Check(
    CODE,
    "Endpoints that do not answer",
    (endpoint_health.PROBE, catalog.PROBE, host_status.PROBE, units.PROBE),
    find,
    Area.APIS,
)
