"""Overview: how the cloud fares in one look: a line for each subsystem, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from actions.checks._support.cells import computes
from actions.facts.cinder import volume_services
from actions.facts.hosts import host_status, units
from actions.facts.keystone import catalog, endpoint_health
from actions.facts.neutron import network_agents, networks, routers
from actions.facts.nova import cell_databases, cell_mappings, compute_services, hypervisors
from actions.facts.nova.compute_services import Service
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Area, Finding
from actions.model.query import UrlResult
from screens import findings
from screens.cells import REFUSALS
from tui.values import samples, wording
from tui.values.ages import fade, old, stale
from tui.values.cell import Cell, Column, Row, Tone, joined, severity_cell
from tui.values.pane import Pane, Summary, View
from tui.values.sanitize import plain

COLUMNS = (
    Column(""),
    Column("Subsystem", name=True),
    Column("Now", least=40, grow=True),
    Column("Seen", right=True),
    Column("Last 15 minutes", least=15, most=60, bars=True),
    Column("Measure", drop=1),
)

Said = Sequence[tuple[str, Tone]]
"""What a line says, part by part."""


@dataclass(frozen=True)
class Subsystem:
    """One line: what it says now, what that rests on, and the history that it draws."""

    title: str
    pane: str
    """Where Enter leads."""
    needs: tuple[Probe[Any], ...]
    says: Callable[[Snapshot], Said]
    series: Callable[[str], bool]
    """Which of the sampled series it draws: the highest of them at each moment."""
    unit: str
    top: float
    """The sample that is a full bar even where all are smaller."""


def _counted(parts: Iterable[tuple[int, str, Tone]]) -> list[tuple[str, Tone]]:
    """Counts in words; what there is none of is left out."""
    return [(f"{number:,} {word}", tone) for number, word, tone in parts if number]


def _apis(snapshot: Snapshot) -> Said:
    health = snapshot.each(endpoint_health.PROBE)
    if not health:
        return []
    kinds = endpoint_health.kinds(snapshot)
    well = [root for root, one in health.items() if endpoint_health.well(one, kinds.get(root, ()))]
    all_well: Tone = "" if len(well) == len(health) else "critical"
    return [(f"{len(well)} of {len(health)} answer", all_well), *_slowest(snapshot, health)]


def _slowest(snapshot: Snapshot, health: Mapping[str, UrlResult]) -> Said:
    """Of those that answered: that nobody listens is known in no time."""
    took = {root: answer.took for root, answer in health.items() if answer.status}
    if not took:
        return []
    slowest = max(took, key=lambda root: took[root])
    place = _names(snapshot).get(slowest, slowest.partition("://")[2].rstrip("/"))
    return [(f"slowest {place} {wording.took(took[slowest])}", "dim")]


def _names(snapshot: Snapshot) -> dict[str, str]:
    """The services' names by their endpoints' roots."""
    return {
        url: plain(service.name or service.type)
        for service in snapshot.get(catalog.PROBE) or ()
        for url in endpoint_health.roots(service)
    }


def _states(rows: tuple[Service, ...]) -> list[tuple[str, Tone]]:
    """Each service once, at its worst: cells that share a database list all of theirs twice."""
    worst_last = sorted(rows, key=lambda s: (s.state == "down", s.status == "disabled"))
    found = {(s.host, s.binary): s for s in worst_last}.values()
    return _counted(
        (
            (sum(s.state == "up" for s in found), "up", ""),
            (sum(s.state == "down" for s in found), "down", "critical"),
            (sum(s.state not in ("up", "down") for s in found), "unknown", "warning"),
            (sum(s.status == "disabled" for s in found), "disabled", "notice"),
            (len(rows) - len(found), "listed twice", "warning"),
        )
    )


def _compute(snapshot: Snapshot) -> Said:
    found = snapshot.get(hypervisors.PROBE) or ()
    instances = sum(h.instances or 0 for h in found)
    return [
        *_states(snapshot.get(compute_services.PROBE) or ()),
        *_counted(((instances, "VMs", "dim"),)),
    ]


def _network(snapshot: Snapshot) -> Said:
    agents = snapshot.get(network_agents.PROBE) or ()
    known = snapshot.get(networks.PROBE)
    routed = snapshot.get(routers.PROBE)
    return _counted(
        (
            (sum(agent.alive for agent in agents), "alive", ""),
            (sum(not agent.alive for agent in agents), "dead", "warning"),
            (len(known or ()), "networks", "dim"),
            (len(routed or ()), "routers", "dim"),
        )
    )


def _volume(snapshot: Snapshot) -> Said:
    return _states(snapshot.get(volume_services.PROBE) or ())


def _cells(snapshot: Snapshot) -> Said:
    api = snapshot.get(cell_mappings.PROBE)
    if api is None:
        return []
    if api.code:
        why = REFUSALS.get(api.code, f"MySQL says {api.code}")
        return [(f"nova_api: {why}", "critical")]
    databases = snapshot.each(cell_databases.PROBE)
    mapped = {host for cell in api.cells for host in cell.hosts}
    known = {host for database in databases.values() for host in computes(database)}
    refused = sum(bool(database.code) for database in databases.values())
    return _counted(
        (
            (len(api.cells), "cells", ""),
            (refused, "without database", "critical"),
            (len(mapped), "hosts mapped", "dim"),
            (len(known - mapped), "unmapped", "critical"),
        )
    )


def _hosts(snapshot: Snapshot) -> Said:
    readings = snapshot.readings.get(host_status.PROBE.name, {})
    answering = sum(not reading.error for reading in readings.values())
    failed = sum(
        unit.failed for found in snapshot.each(units.PROBE).values() for unit in found.values()
    )
    if not readings:
        return []
    tone: Tone = "" if answering == len(readings) else "critical"
    return [
        (f"{answering} of {len(readings)} answer", tone),
        *_counted(((failed, "units failed" if failed > 1 else "unit failed", "critical"),)),
        *_busiest(snapshot),
    ]


def _busiest(snapshot: Snapshot) -> Said:
    loads = {host: s.load[0] / max(1, s.cpus) for host, s in snapshot.each(host_status.PROBE).items()}
    if not loads:
        return []
    busiest = max(loads, key=lambda host: loads[host])
    return [(f"busiest {busiest} {100 * loads[busiest]:.0f}%", "dim")]


SUBSYSTEMS = (
    Subsystem(
        "APIs", "services", (endpoint_health.PROBE, catalog.PROBE), _apis,
        lambda name: name.startswith(samples.latency("")), "latency", 0.2,
    ),
    Subsystem(
        "Compute", "services", (compute_services.PROBE, hypervisors.PROBE), _compute,
        lambda name: name == samples.COMPUTE, "heartbeat", 60,
    ),
    Subsystem(
        "Network", "networks", (network_agents.PROBE, networks.PROBE, routers.PROBE), _network,
        lambda name: name == samples.NETWORK, "heartbeat", 75,
    ),
    Subsystem(
        "Volume", "services", (volume_services.PROBE,), _volume,
        lambda name: name == samples.VOLUME, "heartbeat", 60,
    ),
    Subsystem(
        "Cells", "cells", (cell_mappings.PROBE, cell_databases.PROBE), _cells,
        lambda name: name == samples.CELLS, "answer", 1,
    ),
    Subsystem(
        "Hosts", "nodes", (host_status.PROBE, units.PROBE), _hosts,
        lambda name: name.startswith(samples.load("")), "load", 1,
    ),
)  # fmt: skip

_BY_BINARY = {"cinder": Area.VOLUME, "neutron": Area.NETWORK, "nova": Area.COMPUTE}
_OF_UNITS = ("service-down", "unit-failed")
"""Checks that find what is wrong with any of these projects' services."""


def _places(finding: Finding) -> set[str]:
    """By the unit or binary that the subject names, else by the check's area; a host's is so, too."""
    project = finding.subject.rpartition("/")[2].partition("-")[0]
    area = _areas().get(finding.code, "")
    return {_BY_BINARY.get(project) or area, *({area} & {Area.HOSTS})}


@cache
def _areas() -> Mapping[str, Area]:
    """By code; all checks are imported for it, so not before the first frame."""
    from actions.checks.all import CHECKS

    return {check.code: check.area for check in CHECKS}


def summary(view: View) -> list[Row]:
    """A line for each subsystem."""
    return [_line(view, subsystem) for subsystem in SUBSYSTEMS]


def _line(view: View, subsystem: Subsystem) -> Row:
    told = (finding for finding in view.report.every if not view.restarted_by(finding))
    found = [finding.severity for finding in told if subsystem.title in _places(finding)]
    said = subsystem.says(view.snapshot)
    row = Row(
        f"{subsystem.pane} {subsystem.title}",
        (
            severity_cell(max(found)) if found else _calm(view, subsystem, said),
            Cell(subsystem.title, "strong"),
            joined(*said) if said else Cell(_silence(view, subsystem), "dim"),
            _seen(view, subsystem),
            Cell(_bars(view.snapshot, subsystem), "accent"),
            Cell(subsystem.unit, "dim"),
        ),
    )
    return fade(row) if _old(view, subsystem) else row


def _old(view: View, subsystem: Subsystem) -> bool:
    """Some of what is shown is no more than what was."""
    readings = view.snapshot.readings
    return not view.recorded and any(
        reading.at and old(reading, probe, view.now)
        for probe in subsystem.needs
        for reading in readings.get(probe.name, {}).values()
    )


def _calm(view: View, subsystem: Subsystem, said: Said) -> Cell:
    """Well, as far as one can see: what is not answered any more may be anything by now."""
    if _unanswered(view, subsystem) or _old(view, subsystem):
        return Cell("?", "warning", 0)
    alarms: list[Tone] = [tone for tone in ("critical", "warning") if any(t == tone for _, t in said)]
    if alarms:
        return Cell("!", alarms[0], 0)
    if not _checked(view, subsystem):
        return Cell("…", "dim", 0)
    return severity_cell(None, "✓") if said else Cell(" ")


def _checked(view: View, subsystem: Subsystem) -> bool:
    """All that the checks of the subsystem read was looked at once: they could find what is wrong."""
    if view.whole:
        return True
    readings = view.snapshot.readings
    return all(readings.get(name) for name in _check_needs(subsystem.title))


@cache
def _check_needs(title: str) -> frozenset[str]:
    """The probes that the checks of a subsystem read, by name."""
    from actions.checks.all import CHECKS

    shared = _OF_UNITS if title in _BY_BINARY.values() else ()
    of_it = (check for check in CHECKS if check.area == title or check.code in shared)
    return frozenset(probe.name for check in of_it for probe in check.needs)


def _unanswered(view: View, subsystem: Subsystem) -> bool:
    readings = view.snapshot.readings
    return any(r.error for probe in subsystem.needs for r in readings.get(probe.name, {}).values())


def _silence(view: View, subsystem: Subsystem) -> str:
    """Why there is nothing to say."""
    if _unanswered(view, subsystem):
        return "no answer"
    readings = view.snapshot.readings
    return "none" if all(readings.get(probe.name) for probe in subsystem.needs) else "…"


def _seen(view: View, subsystem: Subsystem) -> Cell:
    """How old the oldest of what is shown is."""
    pairs = [
        (probe, reading)
        for probe in subsystem.needs
        for reading in view.snapshot.readings.get(probe.name, {}).values()
        if reading.at
    ]
    if not pairs:
        return Cell("")
    oldest = view.now - min(reading.at for _, reading in pairs)
    old = any(stale(reading, probe, view.now) for probe, reading in pairs)
    return Cell(wording.age(oldest), "warning" if old else "dim", oldest)


def _bars(snapshot: Snapshot, subsystem: Subsystem) -> str:
    drawn = [series for name, series in snapshot.history.items() if subsystem.series(name)]
    worst = [max((s for s in each if s is not None), default=None) for each in zip(*drawn, strict=True)]
    return wording.spark(worst, subsystem.top)


PANE = Pane(
    name="overview",
    title="Overview",
    key="1",
    needs=(
        catalog.PROBE,
        cell_databases.PROBE,
        cell_mappings.PROBE,
        compute_services.PROBE,
        endpoint_health.PROBE,
        host_status.PROBE,
        hypervisors.PROBE,
        network_agents.PROBE,
        networks.PROBE,
        routers.PROBE,
        units.PROBE,
        volume_services.PROBE,
    ),
    columns=findings.COLUMNS,
    rows=findings.rows,
    detail=findings.detail,
    about=(
        "Each subsystem with its worst finding (C critical, W warning, N notice), and below it "
        "what is wrong, worst first. Tab goes between the two; Enter on a subsystem goes to its "
        "pane."
    ),
    empty=findings.empty,
    summary=Summary(COLUMNS, summary),
)
