"""What a plan says stops while it runs."""

from __future__ import annotations

import pytest

from actions.causes.impact import stops
from tests.checks.building import build


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("mariadb", "Restarts mariadb on controller: the compute API answers errors for about 10 s."),
        ("nova-conductor", "Restarts nova-conductor on controller: nova-compute on compute1 and "),
        ("nova-compute", "Restarts nova-compute on controller: its instances run on"),
        ("chrony", "Restarts chrony on controller: nothing else that is known needs it meanwhile."),
    ],
)
def test_who_is_not_served(unit: str, says: str) -> None:
    (sentence,) = stops(build({}), [("controller", unit), ("controller", unit)])
    assert sentence.startswith(says), sentence
