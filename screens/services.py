"""Services: nova's and cinder's services, neutron's agents, endpoints and systemd units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from actions.checks._support import presence, reachability
from actions.checks._support.entities import of_unit
from actions.checks._support.host_aliases import Names
from actions.facts.cinder import volume_pools, volume_services, volumes
from actions.facts.cinder.volume_pools import Pool
from actions.facts.cinder.volumes import Volume
from actions.facts.hosts import host_status, units
from actions.facts.hosts.units import Unit
from actions.facts.keystone import endpoint_health, endpoints, identity_services
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import CONTROLLER, Agent
from actions.facts.nova import compute_services
from actions.facts.nova.compute_services import Service
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Probe, Snapshot
from screens._shared.storage import backend_note
from screens._shared.worst import Subject, Worst
from tui.values import samples, wording
from tui.values.ages import AGE, seen
from tui.values.cell import Cell, Column, Offer, Row, Tone, severity_cell
from tui.values.headline import headline
from tui.values.pane import Pane, Section, View, fact
from tui.values.sanitize import plain
from tui.values.tree import unlike

COLUMNS = (
    Column(""),
    Column("Kind", drop=6),
    Column("Service", most=40, least=20, name=True),
    Column("Host", most=44, least=12, name=True),
    Column("State", most=22, least=6),
    Column("Enabled", most=14, least=8),
    Column("Since", right=True),
    Column("Note", grow=True, least=16, drop=7),
    AGE,
)

_SERVICES: tuple[tuple[str, Probe[tuple[Service, ...]]], ...] = (
    ("nova", compute_services.PROBE),
    ("cinder", volume_services.PROBE),
)


@dataclass(frozen=True, eq=False)
class _Look:
    """What every row of one look needs."""

    view: View
    names: Names
    worst: Worst
    units: dict[str, units.Units]
    stale: frozenset[str]
    """Ids of agents whose place another has taken."""
    stored: tuple[tuple[Pool, ...], tuple[Volume, ...]]
    """Cinder's pools and newest volumes, for the services that have them."""

    @classmethod
    def at(cls, view: View) -> _Look:
        names = reachability.host_names(view.snapshot)
        pools = view.snapshot.get(volume_pools.PROBE) or ()
        stored = pools, view.snapshot.get(volumes.PROBE) or ()
        known = view.snapshot.each(units.PROBE)
        stale = presence.stale_twins(view.snapshot)
        return cls(view, names, Worst(view, names), known, stale, stored)

    def about(self, subject: str, entity: Entity, up: bool, *also: Entity) -> tuple[Subject, ...]:
        """What findings about it are about: of one that is down, also its host, which may be why."""
        host = entity.name.partition("/")[0]
        return (subject, entity.name, entity, *also, *(() if up else (f"host-unreachable {host}",)))

    def unit(self, host: str, binary: str) -> tuple[str, str]:
        """The site's host and the unit there that runs a binary, where both are known."""
        known = self.names.host(host) or ""
        unit = reachability.unit(self.view.snapshot, known, binary)
        return known, unit.name if unit else ""


def rows(view: View) -> list[Row]:
    """Nova's, cinder's, neutron's, the endpoints, and the units."""
    look = _Look.at(view)
    return list(chain(_services(look), _agents(look), _endpoints(look), _units(look)))


def _since(look: _Look, heartbeat: float | None) -> Cell:
    """The heartbeat's age."""
    if heartbeat is None:
        return Cell("never", "dim")
    age = max(0.0, look.view.now - heartbeat)
    return Cell(wording.age(age), "warning" if age > 75 else "", age)


def _enabled(status: str) -> Cell:
    return Cell(status, "warning" if status == "disabled" else "dim")


def _services(look: _Look) -> Iterator[Row]:
    for kind, probe in _SERVICES:
        age = seen(look.view, (probe, ""))
        for one in look.view.snapshot.get(probe) or ():
            host, unit = look.unit(one.host, one.binary)
            subject = f"{one.host}/{one.binary}"
            entity = service(look.names.same(one.host), one.binary)
            about = look.about(subject, entity, one.state == "up")
            says = plain(one.reason) or look.worst.says(*about)
            held = plain(backend_note(one.host, *look.stored))
            yield Row(
                f"{kind} {subject}",
                (
                    severity_cell(look.worst.of(*about)),
                    Cell(kind, "dim"),
                    Cell(plain(one.binary), "strong"),
                    Cell(plain(one.host)),
                    Cell(one.state, _tone(one.state)),
                    _enabled(one.status),
                    _since(look, one.heartbeat),
                    Cell(headline(says or held, plain(subject)), "dim"),
                    age,
                ),
                host=host,
                unit=unit,
                offers=tuple(_offers(look, _state_of(look, kind, one), about, host, unit)),
                says=says,
                entity=entity,
            )


class _State(NamedTuple):
    """What is offered depends on."""

    enabled: bool
    gone: bool
    """Nothing that may be alive stands behind the row."""


def _state_of(look: _Look, kind: str, service: Service) -> _State:
    at = look.view.snapshot.reading(dict(_SERVICES)[kind]).at
    silence = at - service.heartbeat if service.heartbeat else 0.0
    gone = service.state == "down" and presence.gone(look.view.snapshot, service.host, silence)
    return _State(service.status != "disabled", gone)


def _state_of_agent(look: _Look, agent: Agent) -> _State:
    at = look.view.snapshot.reading(network_agents.PROBE).at
    silence = at - agent.heartbeat if agent.heartbeat else 0.0
    left = agent.chassis_deleted or agent.id in look.stale
    gone = left or presence.gone(look.view.snapshot, agent.host, silence)
    return _State(agent.admin_up, gone and not agent.alive)


def _offers(
    look: _Look, state: _State, about: tuple[Subject, ...], host: str, unit: str
) -> Iterator[Offer]:
    """What can be done to a service or an agent; its unit is restarted where it is known."""
    subject = str(about[0])
    yield from look.worst.mend(*about[:3])
    if unit:
        yield Offer("restart", "bounce-service", f"{host}/{unit}")
    if state.enabled:
        yield Offer("disable", "disable-service", subject, ask="reason:")
    else:
        yield Offer("enable", "enable-service", subject)
    if state.gone:
        yield Offer("delete", "delete-stale-service", subject)


_TONES: dict[str, Tone] = {
    "up": "good", "alive": "good", "active": "good",
    "down": "critical", "dead": "critical", "failed": "critical",
    "activating": "warning", "queued": "warning", "unknown": "warning",
}  # fmt: skip


def _tone(state: str) -> Tone:
    return _TONES.get(state, "dim")


def _agents(look: _Look) -> Iterator[Row]:
    age = seen(look.view, (network_agents.PROBE, ""))
    for agent in look.view.snapshot.get(network_agents.PROBE) or ():
        host, unit = look.unit(agent.host, agent.binary)
        subject = f"{agent.place}/{agent.binary}"
        state = "alive" if agent.alive else "dead"
        entity = service(look.names.same(agent.host), agent.binary)
        chassis = Entity(Kind.CHASSIS, agent.id) if agent.binary == CONTROLLER else None
        about = look.about(subject, entity, agent.alive, *([chassis] if chassis else []))
        says = plain(agent.reason) or look.worst.says(*about)
        yield Row(
            f"neutron {agent.id}",
            (
                severity_cell(look.worst.of(*about)),
                Cell("neutron", "dim"),
                Cell(plain(agent.type), "strong"),
                Cell(plain(agent.host)),
                Cell(state, _tone(state)),
                _enabled("enabled" if agent.admin_up else "disabled"),
                _since(look, agent.heartbeat),
                Cell(headline(says, plain(subject)), "dim"),
                age,
            ),
            host=host,
            unit=unit,
            offers=tuple(_offers(look, _state_of_agent(look, agent), about, host, unit)),
            says=says,
            entity=chassis or entity,
            also=entity if chassis else None,
        )


def _endpoints(look: _Look) -> Iterator[Row]:
    """One row for each service, region and root: its interfaces often share one."""
    snapshot = look.view.snapshot
    catalog = {entry.id: entry for entry in snapshot.get(identity_services.PROBE) or ()}
    groups: dict[tuple[str, str, str, Entity | None], list[str]] = {}
    for endpoint in snapshot.get(endpoints.PROBE) or ():
        entry = catalog.get(endpoint.service)
        name = f"{entry.name or entry.type} API" if entry else endpoint.service
        kind = api(entry.type) if entry else None
        key = (name, endpoint_health.root(endpoint.url), endpoint.region, kind)
        groups.setdefault(key, []).append(endpoint.interface if endpoint.enabled else "")
    for (name, root, region, entity), interfaces in groups.items():
        enabled = sorted(filter(None, interfaces))
        about: tuple[Subject, ...] = (root, entity) if entity else (root,)
        yield Row(
            f"endpoint {name} {root} {region}",
            (
                severity_cell(look.worst.of(*about)),
                Cell("endpoint", "dim"),
                Cell(plain(name), "strong"),
                Cell(plain(root.removeprefix("http://").rstrip("/"))),
                _answer(snapshot, root) if enabled else Cell("…", "dim"),
                _enabled("enabled" if enabled else "disabled"),
                Cell(""),
                Cell(plain(f"{region} {', '.join(enabled)}"), "dim"),
                seen(look.view, (endpoint_health.PROBE, root)),
            ),
            offers=look.worst.mend(*about),
            says=look.worst.says(*about),
            entity=entity,
        )


def _answer(snapshot: Snapshot, root: str) -> Cell:
    answer = snapshot.get(endpoint_health.PROBE, root)
    if answer is None:
        return Cell("…", "dim")
    if not answer.status:
        return Cell("no answer", "critical", -1)
    text = f"{answer.status} in {wording.took(answer.took)}"
    good = endpoint_health.well(answer, endpoint_health.kinds(snapshot).get(root, ()))
    return Cell(text, "good" if good else "critical", answer.took)


def _units(look: _Look) -> Iterator[Row]:
    for host, found in look.units.items():
        age = seen(look.view, (units.PROBE, host))
        for unit in found.values():
            about = (f"{host}/{unit.name}", of_unit(host, unit))
            state = "queued" if unit.queued else plain(unit.active)
            yield Row(
                f"unit {host}/{unit.name}",
                (
                    severity_cell(look.worst.of(*about)),
                    Cell("unit", "dim"),
                    Cell(plain(unit.name), "strong"),
                    Cell(plain(host)),
                    Cell(state, _tone(state)),
                    _enabled(plain(unit.enabled)),
                    Cell(wording.age(unit.age), order=unit.age) if unit.age is not None else Cell(""),
                    _unit_note(unit),
                    age,
                ),
                host=host,
                unit=unit.name,
                offers=(
                    Offer("restart", "bounce-service", f"{host}/{unit.name}"),
                    *look.worst.mend(*about),
                ),
                says=look.worst.says(*about),
                entity=about[1],
            )


def _unit_note(unit: Unit) -> Cell:
    """Why it ended, and how often it came up again."""
    ended = unit.result if unit.result not in ("", "success") else ""
    again = wording.count(unit.restarts, "restart") if unit.restarts else ""
    return Cell(plain(", ".join(filter(None, (ended, again)))), "warning" if unit.failed else "dim")


def detail(view: View, key: str) -> tuple[Section, ...]:
    """The row's own facts, what was found about it, and its history."""
    row = next((row for row in unlike(rows(view)) if row.key == key), None)
    return tuple(_sections(view, row)) if row else ()


def _sections(view: View, row: Row) -> Iterator[Section]:
    titles = ("", "kind", "service", "host", "state", "enabled", "since", "note", "age")
    facts = zip(titles, row.cells, strict=True)
    yield Section("Service", tuple(fact(title, cell) for title, cell in facts if title and cell.text))
    kind, _, subject = row.key.partition(" ")
    yield from Worst(view).section(subject, *row.entities)
    if kind == "endpoint":
        yield from _health(view.snapshot, subject.split()[-2])


def _health(snapshot: Snapshot, root: str) -> Iterator[Section]:
    answer = snapshot.get(endpoint_health.PROBE, root)
    if answer is not None and answer.error:
        yield Section("Answer", ((Cell(plain(answer.error), "critical"),),))
    history = snapshot.history.get(samples.latency(root))
    if history:
        slowest = max((s for s in history if s is not None), default=0.0)
        yield Section(
            "Latency, last 15 minutes",
            (fact("history", wording.spark(history, top=0.2)), fact("slowest", wording.took(slowest))),
        )


PANE = Pane(
    name="services",
    title="Services",
    key="3",
    needs=(
        compute_services.PROBE,
        endpoint_health.PROBE,
        endpoints.PROBE,
        host_status.PROBE,
        identity_services.PROBE,
        network_agents.PROBE,
        units.PROBE,
        volume_pools.PROBE,
        volume_services.PROBE,
        volumes.PROBE,
    ),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Nova's and Cinder's services, Neutron's agents, every endpoint and every systemd unit of"
        " OpenStack. Since is the heartbeat's age, or how long a unit has been active. R "
        "restarts, E and D enable and disable, l follows the log."
    ),
    empty=lambda _: "No service is known yet: neither an API nor a host has answered.",
)
