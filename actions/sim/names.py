"""The names of the troubles that the simulated cloud can start with; importing them costs nothing."""

from __future__ import annotations

from collections.abc import Iterable

from actions.model.errors import StackmendError

OPENING = ("cell0-on-cell1-database", "unmapped-compute", "dead-agent", "failed-unit")
"""What the demo begins with."""

NAMES = (
    "buried-instances",
    "cell0-database-missing",
    "cell0-doubled-suffix",
    "cell0-dropped",
    "cell0-empty",
    "cell0-not-granted",
    "cell0-not-mapped",
    "cell0-on-cell1-database",
    "cell0-rabbit",
    "cell0-wrong-host",
    "cell0-wrong-password",
    "cell1-wrong-password",
    "clock-offset",
    "cut-tunnel",
    "dead-agent",
    "dead-host",
    "deaf-compute",
    "disabled-service",
    "duplicate-agent",
    "duplicate-cell",
    "empty-cell",
    "endpoint-503",
    "endpoint-gone",
    "failed-binding",
    "failed-unit",
    "full-disk",
    "full-pool",
    "keystone-keys",
    "lost-host-mapping",
    "old-compute",
    "rabbit-password",
    "region-mismatch",
    "service-account",
    "slow-host",
    "stale-service",
    "stopped-scheduler",
    "stuck-volume",
    "three-passwords",
    "transport-differs",
    "unit-that-fails-again",
    "unmapped-compute",
    "unmapped-instance",
    "unreachable-host",
)


class UnknownTrouble(StackmendError):
    """A trouble's name that nothing has; its text is one sentence with the names that there are."""


def check(names: Iterable[str]) -> tuple[str, ...]:
    """The names, if each is one; raises `UnknownTrouble`."""
    given = tuple(names)
    for name in given:
        if name not in NAMES:
            known = ", ".join(NAMES)
            raise UnknownTrouble(f"The simulated cloud knows no trouble {name!r}; it knows: {known}.")
    return given
