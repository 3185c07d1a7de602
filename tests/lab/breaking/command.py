"""`python -m tests.lab breaks`: troubles one after another, a table of them, and the record."""

from __future__ import annotations

import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import lab
from ..breaks.all import BREAKS, SHAPES
from ..cloud import Cloud
from ..place import Place
from ..shell import LabError, say
from . import record
from .drive import Driver
from .model import Break, Shape

SNAPSHOT = "stackmend-installed"
HOSTS = ("controller", "compute1", "block1")


def asked(description: str | None) -> Namespace:
    """The words of a command that brings a cloud up and its troubles about."""
    parser = ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of troubles; else all")
    parser.add_argument("--anew", action="store_true", help="make the hosts again")
    parser.add_argument("--as-it-is", action="store_true", help="on the hosts as they are now")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="for the answers of check")
    return parser.parse_args()


def chosen(
    names: Sequence[str],
    place: Place,
    breaks: Sequence[Break] = BREAKS,
    shapes: Sequence[Shape] = SHAPES,
) -> list[Break | Shape]:
    """Those of these names, in this order; without names all that can be brought about there."""
    can: dict[str, Break | Shape] = {one.name: one for one in breaks if one.make is not None}
    can |= {one.name: one for one in shapes}
    can = {name: one for name, one in can.items() if place.has.issuperset(one.needs)}
    unknown = [name for name in names if name not in can]
    if unknown:
        raise LabError(f"no trouble {', '.join(unknown)} on {place.name}; there are: {', '.join(can)}")
    # What cannot be taken back but by a restoration comes last.
    every = sorted(can.values(), key=lambda one: isinstance(one, Shape) and one.take_back is None)
    return [can[name] for name in names] or every


def main(names: Sequence[str], here: bool, kept: Path | None, snapshot: str) -> int:
    """Bring them about; 1 where anything was not right."""
    if not here:
        lab.up(HOSTS, snapshot=snapshot)
    cloud = Cloud(Path(tempfile.mkdtemp(prefix="operator-")))
    troubles = chosen(names, cloud.place)
    driver = Driver(cloud, snapshot, kept)
    driver.begin()
    return run_all(driver, troubles, record.write)


def run_all(
    driver: Driver,
    troubles: Sequence[Break | Shape],
    keep: Callable[[record.Outcome], None] = lambda _: None,
) -> int:
    """One after another, and a table of them; 1 where anything was not right."""
    begun, outcomes = time.monotonic(), []
    for one in troubles:
        started = time.monotonic()
        try:
            outcome = driver.run(one) if isinstance(one, Break) else driver.shaped(one)
        except (AssertionError, LabError) as trouble:
            say(f"  {one.name} could not be done: {str(trouble)[:600]}")
            wrong = [f"could not be done: {trouble}"[:600]]
            outcome = record.Outcome(one.name, wrong=wrong, place=driver.cloud.place.name)
            driver.recover()
        keep(outcome)
        outcomes.append((outcome, time.monotonic() - started))
    for outcome, took in outcomes:
        print(_row(outcome, took))
    right = sum(1 for outcome, _ in outcomes if not outcome.wrong)
    print(f"{right} of {len(outcomes)} right, {time.monotonic() - begun:.0f} s")
    return 0 if right == len(outcomes) else 1


def _row(outcome: record.Outcome, took: float) -> str:
    mend = f"mended in {outcome.mend:.0f} s" if outcome.mended else ""
    state = "right" if not outcome.wrong else "WRONG: " + " | ".join(outcome.wrong)
    look = f"look {outcome.look:4.1f} s"
    return f"{outcome.name:28} {took:5.0f} s  {look}  {mend:16} {outcome.first:44} {state}"
