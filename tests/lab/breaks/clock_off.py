"""A host's clock minutes ahead."""

from __future__ import annotations

from ..breaking.model import Break

BREAK = Break(
    name="clock-off",
    title="a host's clock minutes ahead",
    source="issue 9",
    first=r"^clock-offset",
    why=(
        "not in the lab: the clock of the lab's hosts is the machine's own: it cannot be set for "
        "one of them"
    ),
    case="checks/clock-offset",
)
