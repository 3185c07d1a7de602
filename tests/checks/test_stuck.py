"""How long a volume may be in each state: at the boundary it may still, a second later it is stuck."""

from __future__ import annotations

import pytest

from actions.checks._support.stuck import PATIENCE, stuck_for
from actions.facts.cinder.volumes import Volume

NOW = 1_000_000.0
QUARTER, HALF, HOUR, SHIFT, DAY = 900, 1800, 3600, 21600, 86400
STATES = {
    "attaching": QUARTER,
    "backing-up": DAY,
    "creating": HOUR,
    "deleting": HOUR,
    "detaching": QUARTER,
    "downloading": SHIFT,
    "error": QUARTER,
    "error_deleting": QUARTER,
    "extending": HALF,
    "reserved": HALF,
    "restoring-backup": DAY,
    "retyping": DAY,
    "uploading": SHIFT,
}


def _volume(status: str, age: float | None) -> Volume:
    return Volume("v", "v", status, 1, "h@b#p", None if age is None else NOW - age)


def test_every_state_has_its_boundary_here() -> None:
    assert PATIENCE.keys() == STATES.keys()


@pytest.mark.parametrize(("status", "seconds"), STATES.items())
def test_a_state_lasts_as_long_as_it_may_and_no_longer(status: str, seconds: float) -> None:
    assert stuck_for(_volume(status, seconds), NOW) == 0
    assert stuck_for(_volume(status, seconds + 1), NOW) == seconds + 1


@pytest.mark.parametrize("status", ["available", "in-use", "maintenance", ""])
def test_other_states_may_last(status: str) -> None:
    assert stuck_for(_volume(status, 10 * DAY), NOW) == 0


@pytest.mark.parametrize("status", STATES)
def test_of_what_was_never_dated_nobody_knows(status: str) -> None:
    assert stuck_for(_volume(status, None), NOW) == 0
