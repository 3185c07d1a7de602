"""A certificate has expired, does so soon, is not for the name by which it is asked, or is nobody's.

Source: what each place that speaks TLS shows to a controller, against this console's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from actions.checks._support.wording import age, listed
from actions.facts.hosts import conf
from actions.facts.keystone import catalog, certificates
from actions.facts.keystone.certificates import Certificate, Certificates
from actions.model.entity import Entity, Kind
from actions.model.fact import Reading, Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "certificate-expires"
DAY = 86400.0
SOON, VERY_SOON = 30 * DAY, 7 * DAY


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a certificate, wherever it is shown."""
    reading = snapshot.reading(certificates.PROBE)
    known = certificates.places(snapshot)
    told: dict[tuple[str, str, Severity], list[str]] = {}
    for place, first in certificates.first_places(snapshot, known).items():
        says, severity = _says(place, known[place][0], (reading.fact or {})[place], reading.at)
        if says:
            told.setdefault((first, says, severity), []).append(place)
    for (_, says, severity), places in told.items():
        at = listed([f"{known[place][1]} at {place}" for place in places])
        yield _finding(f"The certificate of {at} {says}", severity, places[0], reading)


def _finding(message: str, severity: Severity, place: str, reading: Reading[Certificates]) -> Finding:
    shown = (reading.fact or {})[place]
    expired = shown.expires <= reading.at
    seen = f"until {_day(shown)}, for {listed(shown.names)}, by {shown.issuer}"
    return Finding(
        CODE,
        severity,
        place,
        message,
        entity=Entity(Kind.CERTIFICATE, place),
        down=expired,
        since=shown.expires if expired else 0.0,
        evidence=(Evidence(f"certificate at {place}", seen, reading.at),),
    )


def _says(place: str, kind: str, shown: Certificate, now: float) -> tuple[str, Severity]:
    left = shown.expires - now
    if left <= 0:
        says = f"expired on {_day(shown)}: who verifies it is not served"
        return f"{says}. Put a new one there and restart what shows it.", Severity.CRITICAL
    if left <= SOON:
        severity = Severity.CRITICAL if left <= VERY_SOON else Severity.WARNING
        return f"expires in {age(left)}, on {_day(shown)}: put a new one there.", severity
    if shown.unknown:
        return (
            f"is of an authority that the controller does not know ({shown.unknown}), neither its "
            "system nor any `cafile` of a configuration there: services that call it fail, unless they "
            "have `insecure` set.",
            Severity.WARNING,
        )
    if kind != certificates.LIBVIRT and not _is_for(place, shown):
        names = listed(shown.names) or "no name at all"
        return f"is for {names}: who verifies names refuses it.", Severity.WARNING
    return "", Severity.NOTICE


def _day(shown: Certificate) -> str:
    return f"{datetime.fromtimestamp(shown.expires, UTC):%Y-%m-%d %H:%M} UTC"


def _is_for(place: str, shown: Certificate) -> bool:
    host = place.rpartition(":")[0].strip("[]").lower()
    wild = f"*.{host.partition('.')[2]}"
    return host in shown.names or wild in shown.names


CHECK = Check(
    CODE,
    "Certificates that expire, are for another name, or of nobody whom services know",
    (catalog.PROBE, certificates.PROBE, conf.PROBE),
    find,
    Area.APIS,
)
