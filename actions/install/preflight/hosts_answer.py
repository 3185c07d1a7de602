"""Every host answers over SSH, and its lines run as root there."""

from __future__ import annotations

from actions.facts.hosts import effective_user
from actions.install.preflight.result import Result, looking
from actions.install.step import current
from actions.model.plan import Situation
from actions.model.site import Host


def inspect(situation: Situation, host: Host) -> Result:
    """The error says what failed and what to do: the connection, the host's key, the login, sudo."""
    user = current(situation, effective_user.PROBE, host.name)
    if user is None:
        error = situation.snapshot.reading(effective_user.PROBE, host.name).error
        return Result(wrong=(error or f"{host.name}: nobody has looked yet.",))
    if user:
        return Result(
            wrong=(
                f"{host.name}: the login is no root (its user is {user}), though the site file says "
                'become = "none": log in as root there, or write become = "sudo".',
            )
        )
    return Result("SSH and root")


STEP = looking("hosts-answer", "Every host answers over SSH, as root", (effective_user.PROBE,), inspect)
