"""The instance answers ping on its floating IP (TEST-16)."""

from __future__ import annotations

from actions.facts.tenant import instance_pings
from actions.facts.tenant.instance_pings import seen_from
from actions.install.step import Blocked, require
from actions.install.tenant import floating_ip
from actions.install.tenant.choices import Choices
from actions.install.tenant.floating_ip import floating_ip_of
from actions.install.tenant.things import tenant_step
from actions.model.plan import Decision, Situation, already


def plan(situation: Situation, chosen: Choices) -> Decision:
    """Nothing is done: a host of the site asks."""
    if situation.pending:
        return already("asked for when the steps before it are done")
    found = floating_ip_of(situation, chosen)
    if found is None:
        raise Blocked(f"No floating IP leads to {chosen.instance}: {floating_ip.STEP.name} makes it.")
    host = seen_from(situation.site)
    names = [host.name] if host else []
    where = f"from {', '.join(names) or 'no host'}"
    ping = require(situation, instance_pings.PROBE, found.address)
    if not ping.answered:
        raise Blocked(
            f"{found.address} does not answer ping {where}: {ping.said.rstrip('.')}. The pane Networks "
            "shows the path to it.",
            *names,
        )
    return already(f"{found.address} answers ping {where}: {ping.said}", names)


STEP = tenant_step(
    "ping",
    "The instance answers ping",
    (*floating_ip.NEEDS, instance_pings.PROBE),
    plan,
    verify_timeout=120,
)
