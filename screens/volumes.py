"""Volumes: Cinder's pools and how full they are, and its volumes, those that are stuck first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.checks._support.host_aliases import Names
from actions.checks._support.stuck import backends, known, stuck_for
from actions.deployments.services import CINDER_VOLUME
from actions.facts.cinder import older_volumes, volume_pools, volume_services, volumes
from actions.facts.cinder.volume_pools import Pool
from actions.facts.cinder.volumes import LIMIT, Attachment, Volume
from actions.facts.hosts import host_status
from actions.facts.nova import instances
from actions.facts.nova.compute_services import Service
from actions.model import entity
from actions.model.entity import Entity, Kind
from actions.model.finding import Severity
from screens._shared.storage import by_state, filled, gib
from screens._shared.worst import Subject, Worst
from tui.values import wording
from tui.values.ages import AGE, seen
from tui.values.cell import Cell, Column, Row, Tone, joined, severity_cell
from tui.values.pane import Pane, Section, View, fact
from tui.values.sanitize import plain

COLUMNS = (
    Column(""),
    Column("Kind", drop=2),
    Column("Name", most=40, least=16, name=True),
    Column("State", most=16, least=8),
    Column("Size", right=True),
    Column("Used", right=True),
    Column("For", right=True),
    Column("Attached to, or in it", grow=True, least=21),
    Column("Where", most=32, least=10, drop=3),
    AGE,
)
_CALM = ("available", "in-use")
"""States in which a volume may stay."""


@dataclass(frozen=True, eq=False)
class _Look:
    """What every row of one look needs."""

    view: View
    worst: Worst
    volumes: tuple[Volume, ...]
    pools: tuple[Pool, ...]
    services: tuple[Service, ...]
    backends: dict[str, str]
    names: dict[str, str]
    """Of the newest instances, by id."""
    now: float
    """When the volumes were looked at."""

    @classmethod
    def at(cls, view: View) -> _Look:
        snapshot = view.snapshot
        return cls(
            view,
            Worst(view, Names.of(snapshot)),
            known(snapshot),
            snapshot.get(volume_pools.PROBE) or (),
            snapshot.get(volume_services.PROBE) or (),
            backends(snapshot),
            {one.id: one.name for one in snapshot.get(instances.PROBE) or ()},
            snapshot.reading(volumes.PROBE).at,
        )

    def worst_of(self, volume: Volume) -> Severity | None:
        """Of what was found about it."""
        return self.worst.of(*self.about(volume))

    def about(self, volume: Volume) -> tuple[Subject, ...]:
        """What findings about it are about: of one that is stuck, also all alike."""
        about = subjects(volume)
        return about if stuck_for(volume, self.now) else about[-1:]


def subjects(volume: Volume) -> tuple[Subject, ...]:
    """What a finding about it may be about: itself, or all in its state on its backend."""
    itself = Entity(Kind.VOLUME, volume.id)
    return volume.id, f"{volume.status} on {volume.backend}", volume.status, itself


def rows(view: View) -> list[Row]:
    """The pools, the backends without any, then the volumes: stuck, on their way, and calm."""
    look = _Look.at(view)
    found = [_pool_row(look, pool) for pool in look.pools]
    found += _idle_rows(look)
    ordered = sorted(look.volumes, key=lambda volume: _rank(look, volume))
    return found + [_volume_row(look, volume) for volume in ordered]


def _rank(look: _Look, volume: Volume) -> int:
    return 0 if stuck_for(volume, look.now) else 1 + (volume.status in _CALM)


def _pool_row(look: _Look, pool: Pool) -> Row:
    held = [volume for volume in look.volumes if volume.host == pool.name]
    about = (pool.name, *_service_of(look, pool.backend))
    state = _state(look, pool)
    free = f"{gib(pool.free)} free" if pool.free is not None else ""
    return Row(
        f"pool {pool.name}",
        (
            severity_cell(look.worst.of(*about)),
            Cell("pool", "accent"),
            Cell(plain(pool.name), "strong"),
            Cell(plain(state), _TONES.get(state, "dim")),
            Cell(gib(pool.total), order=pool.total or 0),
            filled(pool),
            Cell(""),
            joined((free, ""), (_promised(pool), "dim"), (plain(by_state(held)), "dim")),
            Cell(plain(pool.protocol), "dim"),
            seen(look.view, (volume_pools.PROBE, "")),
        ),
        host=_host(look, pool.backend),
        offers=look.worst.mend(*about),
        says=look.worst.says(*about),
    )


def _state(look: _Look, pool: Pool) -> str:
    """The driver's own, or else that of its cinder-volume."""
    return pool.state or look.backends.get(pool.backend, "")


def _promised(pool: Pool) -> str:
    """How many times its size a thin pool has promised."""
    if pool.promised is None:
        return ""
    most = f" of {pool.ratio:g}" if pool.ratio else ""
    return f"promised {pool.promised:.1f}{most}×" if pool.thin else ""


_TONES: dict[str, Tone] = {"up": "good", "down": "critical", "disabled": "warning"}


def _idle_rows(look: _Look) -> Iterator[Row]:
    """Backends of which the scheduler has no pool: they are down or disabled, or have just started."""
    with_pools = {pool.backend for pool in look.pools}
    for service in look.services:
        if service.binary != CINDER_VOLUME or service.host in with_pools:
            continue
        state = "disabled" if service.status == "disabled" else service.state
        about = _service_of(look, service.host)
        held = [volume for volume in look.volumes if volume.backend == service.host]
        yield Row(
            f"backend {service.host}",
            (
                severity_cell(look.worst.of(*about)),
                Cell("backend", "accent"),
                Cell(plain(service.host), "strong"),
                Cell(state, _TONES.get(state, "dim")),
                Cell(""),
                Cell(""),
                Cell(""),
                joined(("no pool", "warning"), (plain(by_state(held)), "dim")),
                Cell(""),
                seen(look.view, (volume_services.PROBE, "")),
            ),
            host=_host(look, service.host),
            offers=look.worst.mend(*about),
            says=plain(service.reason) or look.worst.says(*about),
        )


def _service_of(look: _Look, backend: str) -> tuple[Subject, ...]:
    """What findings about a backend's service are about: as Cinder names it, and as its host's unit."""
    unit = entity.service(look.worst.host(backend), CINDER_VOLUME)
    return f"{backend}/{CINDER_VOLUME}", unit.name, unit


def _host(look: _Look, backend: str) -> str:
    """The site's host of that name, for a shell there."""
    known_host = look.view.snapshot.site.host(backend.partition("@")[0])
    return known_host.name if known_host else ""


def _volume_row(look: _Look, volume: Volume) -> Row:
    worst = look.worst_of(volume)
    passing = volume.status not in _CALM and volume.updated is not None
    since = max(0.0, look.view.now - (volume.updated or 0.0))
    return Row(
        f"volume {volume.id}",
        (
            severity_cell(worst),
            Cell("volume", "dim"),
            Cell(plain(volume.name or volume.id), "strong"),
            Cell(plain(volume.status), _tone(volume, worst)),
            Cell(gib(volume.size), order=volume.size),
            Cell(""),
            Cell(wording.age(since), "warning" if worst else "dim", since) if passing else Cell(""),
            joined(*((_attached(look, one), "") for one in volume.attachments)),
            _where(look, volume),
            seen(look.view, (volumes.PROBE, "")),
        ),
        host=_host(look, volume.backend),
        offers=look.worst.mend(*look.about(volume)),
        says=look.worst.says(*look.about(volume)),
        entity=Entity(Kind.VOLUME, volume.id),
    )


def _tone(volume: Volume, worst: Severity | None) -> Tone:
    if volume.status.startswith("error"):
        return "critical"
    return "" if volume.status in _CALM else "warning" if worst else "notice"


def _attached(look: _Look, one: Attachment) -> str:
    name = look.names.get(one.instance) or one.instance[:8]
    return plain(" ".join(filter(None, (name, one.device, f"on {one.host}" if one.host else ""))))


def _where(look: _Look, volume: Volume) -> Cell:
    """Its pool, and whether that is up; cinder calls no backend what it never placed."""
    if not volume.host:
        return Cell("nowhere", "dim")
    state = look.backends.get(volume.backend, "")
    if not state and look.services:
        return Cell(plain(f"unknown {volume.host}"), "warning")
    return Cell(
        plain(f"{'down ' * (state == 'down')}{volume.host}"), "critical" if state == "down" else "dim"
    )


def detail(view: View, key: str) -> tuple[Section, ...]:
    """All that is known of one pool, backend or volume."""
    look = _Look.at(view)
    kind, _, wanted = key.partition(" ")
    if kind == "volume":
        found = (_volume(look, volume) for volume in look.volumes if volume.id == wanted)
    elif kind == "pool":
        found = (_pool(look, pool) for pool in look.pools if pool.name == wanted)
    else:
        found = (_backend(look, s) for s in look.services if f"{kind} {s.host}" == f"backend {wanted}")
    return tuple(next(found, ()))


def _volume(look: _Look, volume: Volume) -> Iterator[Section]:
    state = look.backends.get(volume.backend, "unknown to cinder") if volume.host else ""
    yield Section(
        "Volume",
        (
            fact("id", volume.id),
            fact("name", plain(volume.name)),
            fact("state", Cell(plain(volume.status), _tone(volume, look.worst_of(volume)))),
            fact(
                "changed",
                f"{wording.age(look.view.now - volume.updated)} ago" if volume.updated else "",
            ),
            fact("size", gib(volume.size)),
            fact("pool", plain(volume.host) or Cell("none: it was never placed", "dim")),
            fact("its backend", Cell(state, _TONES.get(state, "warning"))),
        ),
    )
    yield from look.worst.section(*look.about(volume))
    if volume.attachments:
        lines = tuple(
            tuple(
                Cell(plain(text))
                for text in (look.names.get(a.instance, ""), a.instance, a.device, a.host)
            )
            for a in volume.attachments
        )
        yield Section("Attached to", lines, head=("instance", "id", "device", "host"))


def _pool(look: _Look, pool: Pool) -> Iterator[Section]:
    held = [volume for volume in look.volumes if volume.host == pool.name]
    state = _state(look, pool)
    facts = [
        fact("name", plain(pool.name)),
        fact("state", Cell(plain(state), _TONES.get(state, "dim"))),
        fact("protocol", plain(pool.protocol)),
        fact("size", gib(pool.total)),
        fact("free", gib(pool.free)),
        fact("in use", filled(pool)),
        fact("kept free", f"{pool.reserved:g} %"),
        fact("allocated", f"{gib(pool.allocated)} by cinder"),
        fact("provisioned", f"{gib(pool.provisioned)} {_promised(pool)}".strip()),
    ]
    yield Section("Pool", tuple(facts))
    yield from look.worst.section(pool.name, *_service_of(look, pool.backend))
    yield from _held(held)


def _backend(look: _Look, service: Service) -> Iterator[Section]:
    why = "The scheduler knows no pool of a backend that is down or disabled, or that has just started."
    state = Cell(service.state, _TONES.get(service.state, "dim"))
    facts = (fact("name", plain(service.host)), fact("state", state), fact("is", service.status))
    yield Section("Backend", (*facts, fact("no pool", why)))
    yield from look.worst.section(*_service_of(look, service.host))
    yield from _held([volume for volume in look.volumes if volume.backend == service.host])


def _held(held: list[Volume]) -> Iterator[Section]:
    if held:
        more = f" Of the newest {LIMIT:,} volumes." if len(held) >= LIMIT else ""
        lines = (fact("volumes", f"{len(held):,}: {plain(by_state(held))}{more}"),)
        yield Section("What is in it", lines)


PANE = Pane(
    name="volumes",
    title="Volumes",
    key="9",
    needs=(
        host_status.PROBE,
        instances.PROBE,
        older_volumes.PROBE,
        volume_pools.PROBE,
        volume_services.PROBE,
        volumes.PROBE,
    ),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Cinder's pools with what is free, and how many times their size they have promised; its "
        "volumes, stuck ones first, with what each is attached to and where it is. In clouds with "
        "more than 1,000, the newest and those in states of note."
    ),
    empty=lambda _: "No volume and no pool is known: Cinder has not answered, or there is none.",
)
