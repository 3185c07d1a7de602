"""What is sampled for the sparklines: names of the series, and the samples in each new fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from actions.facts.cinder import volume_services
from actions.facts.hosts import host_status
from actions.facts.hosts.host_status import HostStatus
from actions.facts.keystone import endpoint_health
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import cell_databases, compute_services
from actions.facts.nova.compute_services import Service
from actions.model.fact import Reading
from actions.model.query import UrlResult

BUCKET = 15.0
"""Seconds a sample stands for."""
BUCKETS = 60
"""Samples kept: a quarter of an hour."""

Sample = tuple[str, float]


def latency(root: str) -> str:
    """The series of an endpoint's latency, in seconds."""
    return f"latency {root}"


def load(host: str) -> str:
    """The series of a host's load over a minute, for each of its processors."""
    return f"load {host}"


COMPUTE = "heartbeat compute"
"""The oldest heartbeat of nova's services that are up, in seconds; and so on for the others."""
NETWORK = "heartbeat network"
VOLUME = "heartbeat volume"
CELLS = "answer cells"
"""How long the slowest cell's database took to answer, in seconds."""


def _latency(subject: str, reading: Reading[UrlResult]) -> Iterable[Sample]:
    if reading.fact is not None and reading.fact.status:
        yield latency(subject), reading.fact.took


def _load(subject: str, reading: Reading[HostStatus]) -> Iterable[Sample]:
    if reading.fact is not None:
        yield load(subject), reading.fact.load[0] / max(1, reading.fact.cpus)


def _services(series: str) -> Callable[[str, Reading[tuple[Service, ...]]], Iterable[Sample]]:
    def sample(_: str, reading: Reading[tuple[Service, ...]]) -> Iterable[Sample]:
        beats = [s.heartbeat for s in reading.fact or () if s.heartbeat and s.state == "up"]
        if beats:
            yield series, max(0.0, reading.at - min(beats))

    return sample


def _agents(_: str, reading: Reading[tuple[Agent, ...]]) -> Iterable[Sample]:
    beats = [a.heartbeat for a in reading.fact or () if a.heartbeat and a.alive]
    if beats:
        yield NETWORK, max(0.0, reading.at - min(beats))


def _cells(_: str, reading: Reading[Any]) -> Iterable[Sample]:
    yield CELLS, reading.took


SAMPLERS: Mapping[str, Callable[[str, Reading[Any]], Iterable[Sample]]] = {
    cell_databases.PROBE.name: _cells,
    compute_services.PROBE.name: _services(COMPUTE),
    endpoint_health.PROBE.name: _latency,
    host_status.PROBE.name: _load,
    network_agents.PROBE.name: _agents,
    volume_services.PROBE.name: _services(VOLUME),
}
"""By the probe's name: the samples in one good reading of it."""
