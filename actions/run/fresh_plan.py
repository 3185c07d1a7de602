"""A plan from a look at the site: what the console and the command line show before anything runs."""

from __future__ import annotations

from dataclasses import replace

from actions.facts.hosts import host_layout
from actions.model.errors import StackmendError
from actions.model.fact import Snapshot
from actions.model.plan import Action, Plan, Situation
from actions.model.site import Site
from actions.run.planner import make_plan, probes_for
from actions.site.secrets_file import ensure_secrets, load_secrets
from actions.transport.gateway import Gateway
from actions.transport.poll import poll


class TargetError(StackmendError):
    """The action's target is missing, or is none: one sentence that says what it takes."""


async def plan_action(
    gateway: Gateway, site: Site, action: Action, target: str = ""
) -> tuple[Plan, Snapshot]:
    """Look at what the action's steps need, and plan it; the snapshot is what it was planned on.

    Passwords that the action needs are made here where there are none, unless the gateway is
    read-only. What could not be seen stands among the plan's notes. Raises `TargetError`, `SiteError`.
    """
    check_target(action, target)
    wanted = () if gateway.read_only else action.secrets
    secrets = ensure_secrets(site, wanted) if wanted else load_secrets(site)
    probes = (host_layout.PROBE, *probes_for(action.steps))
    snapshot = await poll(gateway, Snapshot(site), probes)
    plan = make_plan(action, Situation(snapshot, target, secrets=secrets))
    return replace(plan, notes=(*plan.notes, *unseen(snapshot))), snapshot


def check_target(action: Action, target: str) -> None:
    """Raise `TargetError` where the action takes a target and has none, or the other way round."""
    if action.takes and not target:
        raise TargetError(f"{action.name} needs a target ({action.takes}), and was given none.")
    if target and not action.takes:
        raise TargetError(f"{action.name} takes no target, but was given {target!r}.")


def unseen(snapshot: Snapshot) -> tuple[str, ...]:
    """What could not be looked at, and why, one sentence each."""
    return tuple(
        f"Not seen: {name} {subject}".rstrip() + f": {reading.error}"
        for name, readings in snapshot.readings.items()
        for subject, reading in readings.items()
        if reading.error
    )
