"""The last telling lines of services in trouble: of the journal, and of the service's own log files.

Asked only for units that have failed, fall, stand still or are silent, and for APIs that answer
errors: at most `UNITS` of a host, their last lines of an hour. Evidence for findings, and never a
finding itself.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate
from typing import Any

from actions.deployments.all import log_files, service_of, units_of
from actions.deployments.service_types import SERVES
from actions.deployments.services import (
    CINDER_API,
    GLANCE_API,
    KEYSTONE_API,
    NEUTRON_API,
    NOVA_API,
    PLACEMENT_API,
)
from actions.facts._support.shell import bounded, script, sections
from actions.facts.cinder import volume_services
from actions.facts.glance import image_read
from actions.facts.hosts import host_status, units
from actions.facts.hosts.units import Unit
from actions.facts.keystone import catalog, endpoint_health
from actions.facts.neutron import network_agents
from actions.facts.nova import compute_services
from actions.facts.placement import resource_providers
from actions.formats.host_name import short_name
from actions.formats.repeated_secrets import without_secrets
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

UNITS, LINES, WINDOW, AGE = 5, 20, 200, 3600.0
"""Units of a host, lines kept of each source, lines looked at, and seconds that a line may be old.

So many errors are kept, and so many of what else may name a cause: neither a traceback nor what a
service warns of all day pushes the other out.
"""
LONGEST = 400
_ERRORS = "error|critical|fatal|refused|denied|fail|exception|no space|killed|timed out|unable"
_TELLING = (
    "cannot|can.t |could ?n.t|could not|(do|does|did) ?n.t|not[ _]found|no [a-z -]+ found|not match|"
    "no such|lost|missing|refus|reject|unauthorized|invalid|unknown|unreachable|timeout|in use|already|"
    "closed|disconnect|stale|required|blocked|is down|limit alarm"
)
"""Words of what programs call a warning, or give no level: a lost connection, a refused port."""
_ROUTINE = (
    " (INFO|DEBUG) |\\[([a-z_]+:)?(info|debug|note|notice|Note|System|NOTICE)\\]|\\|(INFO|DBG)\\||"
    "level=(info|debug)|[Dd]eprecat"
)
"""What has such a word and is none of it: a level that says so, and what is only old-fashioned."""


@dataclass(frozen=True)
class LogLine:
    """One line, as it was logged, without its date, escape codes and passwords."""

    at: float
    """When, in seconds since the epoch, by the host's own clock."""
    text: str
    source: str
    """journal, or the path of a file."""


Lines = Mapping[str, tuple[LogLine, ...]]
"""By the unit's name, the oldest first."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Each host that has units in trouble."""
    silent = set(_silent(snapshot))
    asked: dict[str, Query] = {}
    for host, known in snapshot.each(units.PROBE).items():
        telling = [unit for unit in known.values() if not unit.ended_well]
        quiet = [unit for unit in telling if (host, service_of(unit.name)) in silent]
        ill = [unit for unit in telling if _troubled(unit)]  # first: what is silent may only follow
        some = list(dict.fromkeys(unit.name for unit in (*ill, *quiet)))
        if some:
            asked[host] = ShellQuery(host, _line(some[:UNITS]))
    return asked


def _troubled(unit: Unit) -> bool:
    idle = unit.listening or unit.enabled in ("disabled", "masked")
    ended = unit.active == "inactive" and not idle
    return unit.failed or ended or "(unhealthy)" in unit.container


def _silent(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Host and service of what an API does not hear, and of APIs that answer errors."""
    rows = [
        *(snapshot.get(compute_services.PROBE) or ()),
        *(snapshot.get(volume_services.PROBE) or ()),
    ]
    down = [(row.host, row.binary) for row in rows if row.state == "down"]
    down += [(a.host, a.binary) for a in snapshot.get(network_agents.PROBE) or () if not a.alive]
    for place, binary in down:
        yield from ((host, binary) for host in _hosts(snapshot, place.partition("@")[0]))
    for service in set(_broken(snapshot)):
        for host, known in snapshot.each(units.PROBE).items():
            runs = (name for name in units_of(service) if name in known)
            yield from ((host, service_of(name)) for name in runs)


def _hosts(snapshot: Snapshot, name: str) -> Iterable[str]:
    for host in snapshot.site.hosts:
        status = snapshot.get(host_status.PROBE, host.name)
        own = {host.name, status.hostname if status else ""} - {""}
        if short_name(name) in {short_name(one) for one in own}:
            yield host.name


def _broken(snapshot: Snapshot) -> Iterator[str]:
    """Services whose endpoints answer errors, or whose lists could not be had."""
    for offered in snapshot.get(catalog.PROBE) or ():
        answers = (snapshot.get(endpoint_health.PROBE, url) for url in endpoint_health.roots(offered))
        name = SERVES.get(catalog.current(offered.type), "")
        if name and any(a is not None and not endpoint_health.well(a) for a in answers):
            yield name
    asked: tuple[tuple[Probe[Any], str], ...] = (
        (catalog.PROBE, KEYSTONE_API),
        (compute_services.PROBE, NOVA_API),
        (network_agents.PROBE, NEUTRON_API),
        (volume_services.PROBE, CINDER_API),
        (image_read.PROBE, GLANCE_API),
        (resource_providers.PROBE, PLACEMENT_API),
    )
    yield from (service for probe, service in asked if snapshot.errors(probe))


def is_error(text: str) -> bool:
    """Whether a line is an error by its words; others are kept for the cause that they may name."""
    return re.search(_ERRORS, text, re.IGNORECASE) is not None


def _kept(shown: str) -> str:
    """For awk: the last errors of each file and the last of what else is telling, in their order.

    What is said again and again stands once, the last time. A file that is there under two names is
    told once.
    """
    return (
        "function tell(i) {left[1] = left[2] = 0; "
        f"for (i = n; i; i--) keep[i] = left[kind[i]]++ < {LINES}; "
        f"for (i = 1; i <= n; i++) if (keep[i]) {{one = {shown}; "
        "if (!(one in told) || told[one] == file) {print one; told[one] = file}} n = 0; file++} "
        '/^==> .* <==$/ {tell(); at = ""} '
        "{low = tolower($0); is = 0} "
        f"low ~ /{_ERRORS}/ {{is = 1}} "
        f"!is && low ~ /{_TELLING}/ && $0 !~ /{_ROUTINE}/ {{is = 2}} "
        "is {if (!n || $0 != line[n]) n++; line[n] = $0; date[n] = at; kind[n] = is} "
        "END {tell()}"
    )


_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
JOURNAL_LINES = _kept("line[i]")
"""For awk: what is kept of the journal, whose lines all have their time."""
DATED_LINES = (
    f"/^{_DAY}[T ]/ {{at = substr($0, 1, 19)}} "
    "match($0, /\\[[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ 0-9][0-9] [0-9:.]+ [0-9][0-9][0-9][0-9]\\]/) "
    '{at = substr($0, RSTART + 1, RLENGTH - 2); sub(/[.][0-9]+/, "", at)} '
) + _kept('date[i] "\\t" line[i]')
"""For awk: the same of files, each line behind the date that it has, or else of the line before it that
has one.

What uWSGI loads has no date when it fails, but uWSGI writes one as it starts, and for each request; so
does Apache, with a fraction of the second.
"""


def _line(names: list[str]) -> str:
    """The last lines: with --since, `journalctl -n` counts from there on, and gives the first."""
    kept = f"LC_ALL=C awk {shlex.quote(JOURNAL_LINES)}"
    dated = f"LC_ALL=C awk {shlex.quote(DATED_LINES)}"
    questions = {"now": "date '+%s %z'"}
    for name in names:
        journal = f"journalctl -q --no-pager -u '{name}.service' -n {WINDOW} -o short-unix"
        questions[f"journal {name}"] = bounded(f"{journal} | {kept}", 3)
        if files := log_files(name):
            questions[f"file {name}"] = bounded(f"tail -n {WINDOW} {' '.join(files)} | {dated}", 2)
    return script(**questions)


def parse(answer: ShellResult) -> Lines:
    """Lines of `journalctl -o short-unix`, and of files, each behind its date and a tab."""
    said = sections(answer)
    now = re.match(r"(\d+) ([+-])(\d\d)(\d\d)", said.get("now", ""))
    if now is None:
        raise ParseError("the host's clock says nothing readable")
    moment = float(now[1])
    offset = timedelta(hours=int(now[3]), minutes=int(now[4])) * (-1 if now[2] == "-" else 1)
    found: dict[str, list[LogLine]] = {}
    for title, body in said.items():
        kind, _, name = title.partition(" ")
        if name:
            read = _journal if kind == "journal" else _filed
            lines = (read(_clean(line), timezone(offset)) for line in body.splitlines())
            source = "journal" if kind == "journal" else "log file"
            found.setdefault(name, []).extend(
                LogLine(at, text[:LONGEST], source)
                for at, text in filter(None, lines)
                if moment - AGE <= at <= moment + 60
            )
    return {name: tuple(sorted(lines, key=lambda one: one.at)) for name, lines in found.items()}


_ESCAPES = re.compile(r"(?:\x1b|\u241b|#033)\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")
_UNIX = re.compile(r"(\d{9,11}\.\d+) \S+ (.*)")
_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ] ?(\d?\d:\d\d:\d\d)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?[\s|]*(.*)", re.DOTALL
)
"""MariaDB writes the hours before ten with a blank: 2026-11-30  9:05:01."""


def _clean(line: str) -> str:
    return without_secrets(_ESCAPES.sub("", line)).strip()


def _journal(line: str, zone: timezone) -> tuple[float, str] | None:
    match = _UNIX.match(line)
    if match is None:
        return None
    own = _dated(match[2].partition("]: ")[2], zone)  # a service that dates its lines itself
    return float(match[1]), own[1] if own else match[2]


def _filed(line: str, zone: timezone) -> tuple[float, str] | None:
    """A line's own date, which is the more exact, or that of the line before it."""
    before, tab, text = line.partition("\t")
    if not tab:
        return _dated(line, zone)
    moment = parsedate(before)  # uWSGI's: Sun Nov 29 21:40:04 2026
    at = datetime(*moment[:6], tzinfo=zone).isoformat() if moment else before
    return _dated(text, zone) or _dated(f"{at} {text}", zone)


def _dated(line: str, zone: timezone) -> tuple[float, str] | None:
    match = _DATE.match(line)
    if match is None:
        return None
    place = match[3].replace("Z", "+00:00") if match[3] else ""
    moment = datetime.fromisoformat(f"{match[1]}T{match[2]:0>8}{place}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp(), match[4]


PROBE = Probe(
    "log-lines",
    ask,
    parse,
    period=60,
    needs=(
        catalog.PROBE,
        compute_services.PROBE,
        endpoint_health.PROBE,
        host_status.PROBE,
        image_read.PROBE,
        network_agents.PROBE,
        resource_providers.PROBE,
        units.PROBE,
        volume_services.PROBE,
    ),
)
