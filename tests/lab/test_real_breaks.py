"""What breaks, on the real cloud: the cause first, its consequences under it, mended, and confirmed.

CI does a few that are quick and of different kinds; all of them: STACKMEND_BREAKS=all, or
`python -m tests.lab breaks`, which also writes down what it measured.
"""

from __future__ import annotations

import os

import pytest

from .breaking.drive import Driver
from .breaking.model import Break, Shape
from .breaks.all import BREAKS, SHAPES
from .cloud import Cloud
from .conftest import SNAPSHOT

ALL = os.environ.get("STACKMEND_BREAKS") == "all"
DONE = [one for one in BREAKS if one.make and (one.ci or ALL)]
DONE_SHAPES = [one for one in SHAPES if one.ci or ALL]


@pytest.fixture(scope="module")
def driver(cloud: Cloud) -> Driver:
    return Driver(cloud, SNAPSHOT)


@pytest.mark.parametrize("shape", DONE_SHAPES, ids=lambda s: s.name)
def test_nothing_is_found_in_a_healthy_shape(driver: Driver, shape: Shape) -> None:
    assert driver.shaped(shape).wrong == []


@pytest.mark.parametrize(
    "trouble", [b for b in BREAKS if b.make and (b.ci or ALL)], ids=lambda b: b.name
)
def test_the_cause_comes_first_and_is_mended(driver: Driver, trouble: Break) -> None:
    assert driver.run(trouble).wrong == []
