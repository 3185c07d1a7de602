"""Restarts after a change: how long they are given."""

from __future__ import annotations

from actions.facts.hosts.units import LIVES
from actions.repair.accounts import account_restart
from actions.repair.cells import mapping_restart


def test_a_unit_that_came_up_by_itself_has_time_to_be_told_from_one_that_falls() -> None:
    """Seen in CI: systemd had started two of nova's five times, the last time after the mend."""
    assert account_restart.STEP.verify_timeout > LIVES
    assert mapping_restart.restart_step(lambda _: None).verify_timeout > LIVES
