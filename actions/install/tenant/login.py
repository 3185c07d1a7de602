"""The instance lets us in over SSH, and says who it is (TEST-16)."""

from __future__ import annotations

from actions.facts.tenant import instance_logins
from actions.install.step import Blocked, require
from actions.install.tenant import floating_ip
from actions.install.tenant.choices import Choices
from actions.install.tenant.floating_ip import floating_ip_of
from actions.install.tenant.things import tenant_step
from actions.model.plan import Decision, Situation, already


def plan(situation: Situation, chosen: Choices) -> Decision:
    """Nothing is done: the instance is asked for its name and its uptime."""
    if situation.pending:
        return already("asked for when the steps before it are done")
    found = floating_ip_of(situation, chosen)
    if found is None:
        raise Blocked(f"No floating IP leads to {chosen.instance}: {floating_ip.STEP.name} makes it.")
    login = require(situation, instance_logins.PROBE, found.address)
    return already(
        f"the instance answers: {' / '.join(login.said)} ({chosen.user}@{found.address} with the key "
        f"{login.key_file}; host key {login.host_key}, accepted when it was first seen)"
    )


STEP = tenant_step(
    "login",
    "The instance answers over SSH",
    (*floating_ip.NEEDS, instance_logins.PROBE),
    plan,
    verify_timeout=180,
    deviation="`ssh` from wherever one is, without the metadata agent's secret, so that no key gets "
    "to the instance (T-NEU-02). Here it goes through a host of the site that reaches the floating IP.",
)
