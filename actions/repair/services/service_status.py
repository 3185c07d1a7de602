"""Enabling and disabling a service in the API that knows it: nova's, cinder's or neutron's."""

from __future__ import annotations

from collections.abc import Callable
from shlex import quote as _quoted

from actions.facts.neutron.network_agents import Agent
from actions.facts.nova.compute_services import Service
from actions.formats.suggest import suggest_pair
from actions.model.command import Api, Command
from actions.model.plan import Decision, Situation, already, blocked, do
from actions.repair.services.service_target import (
    ServiceTarget,
    agents,
    malformed,
    parsed,
    project,
    reported,
    services,
    unread,
)

NOVA = "2.53"
"""The microversion that knows services by UUID."""


def switched(enabled: bool) -> Callable[[Situation], Decision]:
    """The `plan` of a step that makes a service enabled, or disabled with the target's reason."""

    def plan(situation: Situation) -> Decision:
        wanted = parsed(situation.target)
        if wanted is None:
            return blocked(malformed(situation.target, reported(situation)))
        if not project(wanted.binary):
            return blocked(
                f"Only nova's and cinder's services and neutron's agents can be "
                f"{_word(enabled)}: {wanted.binary} is none of them."
            )
        if project(wanted.binary) == "neutron":
            known = agents(situation, wanted)
            return _agents(wanted, known, enabled) if known else _unknown(situation, wanted)
        rows = services(situation, wanted)
        return _services(wanted, rows, enabled) if rows else _unknown(situation, wanted)

    return plan


def _word(enabled: bool) -> str:
    return "enabled" if enabled else "disabled"


def _unknown(situation: Situation, wanted: ServiceTarget) -> Decision:
    meant = suggest_pair(f"{wanted.host}/{wanted.binary}", reported(situation))
    return blocked(
        unread(situation, wanted)
        or f"{project(wanted.binary)} knows no {wanted.binary} on {wanted.host}.{meant}"
    )


def _services(wanted: ServiceTarget, rows: tuple[Service, ...], enabled: bool) -> Decision:
    other = [row for row in rows if not _is_so(row, wanted, enabled)]
    if not other:
        reason = f" ({rows[0].reason})" if rows[0].reason and not enabled else ""
        return already(f"{wanted.binary} on {rows[0].host} is {rows[0].status}{reason}")
    cinder = project(wanted.binary) == "cinder"
    request = _cinder if cinder else _nova
    commands: tuple[Command, ...] = tuple(request(row, wanted.reason, enabled) for row in other)
    return do(*commands, why=f"{wanted.binary} on {other[0].host} is {_told(other[0])}")


def _is_so(row: Service, wanted: ServiceTarget, enabled: bool) -> bool:
    if row.status != _word(enabled):
        return False
    return enabled or not wanted.reason or row.reason == wanted.reason


def _told(row: Service) -> str:
    return f"{row.status} ({row.reason})" if row.reason else row.status


def _nova(row: Service, reason: str, enabled: bool) -> Api:
    body = {"status": _word(enabled)} | _reason(reason, enabled)
    return Api(
        "compute",
        "PUT",
        f"/os-services/{row.id}",
        f"openstack compute service set {_options(reason, enabled)} {row.host} {row.binary}",
        body=body,
        microversion=NOVA,
    )


def _cinder(row: Service, reason: str, enabled: bool) -> Api:
    verb = "enable" if enabled else "disable-log-reason" if reason else "disable"
    return Api(
        "block-storage",
        "PUT",
        f"/os-services/{verb}",
        f"openstack volume service set {_options(reason, enabled)} {_quoted(row.host)} {row.binary}",
        body={"host": row.host, "binary": row.binary} | _reason(reason, enabled),
    )


def _reason(reason: str, enabled: bool) -> dict[str, str]:
    return {"disabled_reason": reason} if reason and not enabled else {}


def _options(reason: str, enabled: bool) -> str:
    if enabled:
        return "--enable"
    return f"--disable --disable-reason {_quoted(reason)}" if reason else "--disable"


def _agents(wanted: ServiceTarget, rows: tuple[Agent, ...], enabled: bool) -> Decision:
    other = [row for row in rows if row.admin_up is not enabled]
    if not other:
        return already(f"{wanted.binary} on {rows[0].host} is {_word(enabled)}")
    return do(
        *(_agent(row, wanted.reason, enabled) for row in other),
        why=f"{wanted.binary} on {other[0].host} is {_word(not enabled)}",
    )


def _agent(row: Agent, reason: str, enabled: bool) -> Api:
    """Neutron has no field for a reason: operators write it into the agent's description."""
    described = {"description": reason} if reason and not enabled else {}
    option = "--enable" if enabled else "--disable"
    text = f" --description {_quoted(reason)}" if described else ""
    return Api(
        "network",
        "PUT",
        f"/agents/{row.id}",
        f"openstack network agent set {option}{text} {row.id}",
        body={"agent": {"admin_state_up": enabled} | described},
    )
