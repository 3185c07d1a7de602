"""start-services: all that the cloud needs and that does not run is started, each behind what it needs.

For a cloud after a power cut, or one that somebody stopped. What is disabled, masked, or in
maintenance by a person's hand stays as it is; what runs is not touched, so that it can be given
again. A Galera cluster of which no member runs is not started by systemd alone, and is left to a
person: the wrong first member loses what the others have.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from actions.checks._support import reachability, wanted
from actions.checks._support.wanted import Stopped
from actions.checks._support.wording import listed, verb
from actions.deployments import life
from actions.deployments.services import (
    BALANCER,
    CACHE_SERVER,
    CINDER_BACKUP,
    CINDER_SCHEDULER,
    CINDER_VOLUME,
    DATABASE_SERVER,
    KEYSTONE_API,
    LIBVIRT,
    MESSAGE_BROKER,
    NEUTRON_RPC_SERVER,
    NOVA_COMPUTE,
    NOVA_CONDUCTOR,
    NOVA_METADATA,
    NOVA_SCHEDULER,
    SWITCH,
    SWITCH_DAEMON,
    SWITCH_DATABASE,
    VIP_KEEPER,
)
from actions.facts.hosts import units
from actions.facts.hosts.units import Unit
from actions.model.command import Shell
from actions.model.plan import Action, Decision, Situation, Step, already, blocked, do

_SOON = 300.0
"""Seconds since its start for which a service that does not report yet is waited for."""


def _out(situation: Situation, services: Collection[str]) -> list[Stopped]:
    """What is to be started, less what a person keeps from starting."""
    return [one for one in wanted.out(situation.snapshot) if one.service in services and not _kept(one)]


def _kept(one: Stopped) -> bool:
    held = one.unit.load == "masked" or one.unit.paused
    return bool(one.maintenance) or held or one.unit.enabled in ("disabled", "masked")


def _starts(services: Collection[str]) -> Callable[[Situation], Decision]:
    def plan(situation: Situation) -> Decision:
        if not situation.each(units.PROBE):
            return blocked("The units of no host could be read: see whether SSH reaches them.")
        found = _out(situation, services)
        if found:
            return do(*_commands(found), why=_why(found))
        late = _unheard(situation, services) if situation.began else []
        if late:
            return blocked(f"Started, and not heard of yet: {listed(late)}.")
        return already("all of them that the cloud needs run")

    return plan


def _commands(found: list[Stopped]) -> list[Shell]:
    """One a host."""
    by_host: dict[str, list[str]] = {}
    for one in found:
        by_host.setdefault(one.host, []).append(one.unit.name)
    return [
        Shell(host, life.line("start", names), items=tuple(names), show=life.shown("start", names))
        for host, names in by_host.items()
    ]


def _why(found: list[Stopped]) -> str:
    names = [f"{one.unit.name} on {one.host}" for one in found]
    states = sorted({one.unit.active for one in found})
    return f"{listed(names)} {verb(len(found), 'is', 'are')} {' or '.join(states)}"


def _unheard(situation: Situation, services: Collection[str]) -> list[str]:
    """What has just been started, and its API has not heard of."""
    late = []
    for one in reachability.heard(situation.snapshot):
        if one.host is None or one.up or one.binary not in services:
            continue
        unit = wanted.runs(situation.snapshot, one.host, one.binary)
        if unit is not None and unit.age is not None and unit.age < _SOON:
            late.append(f"{unit.name} on {one.host}")
    return late


def _database(situation: Situation) -> Decision:
    found = _out(situation, (DATABASE_SERVER,))
    servers = {
        host.name: unit
        for host in situation.site.hosts
        if (unit := wanted.runs(situation.snapshot, host.name, DATABASE_SERVER)) is not None
    }
    if found and len(servers) > 1 and not any(unit.active == "active" for unit in servers.values()):
        return blocked(
            f"MariaDB runs on none of {listed(servers)}. If they are one Galera cluster, its first "
            "member must be the one with safe_to_bootstrap: 1, or the highest seqno, in its data's "
            "grastate.dat: `galera_new_cluster` there, and then this again.",
            final=True,
        )
    return _starts((DATABASE_SERVER,))(situation)


_APIS = (*(name for name in wanted.APIS if name != KEYSTONE_API), NOVA_METADATA)
_STEPS = (
    ("balancers", "Start HAProxy and keepalived", (BALANCER, VIP_KEEPER)),
    ("broker", "Start RabbitMQ and memcached", (MESSAGE_BROKER, CACHE_SERVER)),
    ("identity", "Start Keystone", (KEYSTONE_API,)),
    ("apis", "Start the other APIs", _APIS),
    ("conductor", "Start what others report to", (NOVA_CONDUCTOR, NEUTRON_RPC_SERVER)),
    ("schedulers", "Start the schedulers", (NOVA_SCHEDULER, CINDER_SCHEDULER)),
    ("switches", "Start Open vSwitch", (SWITCH_DATABASE, SWITCH_DAEMON, SWITCH)),
    ("agents", "Start the network agents", wanted.AGENTS),
    ("libvirt", "Start libvirt", (LIBVIRT,)),
    ("compute", "Start the compute and volume services", (NOVA_COMPUTE, CINDER_VOLUME, CINDER_BACKUP)),
)  # fmt: skip


def _word(unit: Unit) -> str:
    if unit.paused:
        return f"it is paused, and {life.unpause(unit.name)} there lets it go on"
    return f"it is {'masked' if unit.load == 'masked' else unit.enabled}"


def notes(situation: Situation) -> tuple[str, ...]:
    """What stays as it is, and why."""
    return tuple(
        f"{one.unit.name} on {one.host} stays as it is: {one.maintenance or _word(one.unit)}."
        for one in wanted.out(situation.snapshot)
        if _kept(one)
    )


_DATABASE = Step(
    "database", "Start MariaDB", wanted.NEEDS, _database, verify_timeout=180.0, parallel=True
)
ACTION = Action(
    "start-services",
    "Start all that is stopped and needed, in the order of needs",
    (
        _DATABASE,
        *(
            Step(name, title, wanted.NEEDS, _starts(services), verify_timeout=180.0, parallel=True)
            for name, title, services in _STEPS
        ),
    ),
    notes=notes,
)
