"""What was measured of each trouble, the last time that it was brought about: `record.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..place import INSTALLED

FILE = Path(__file__).with_name("record.json")


@dataclass(frozen=True)
class Outcome:
    """One trouble brought about once, in the lab."""

    name: str
    first: str = ""
    """Code and subject of what came first."""
    soon: bool = False
    """Whether the cause was first five seconds after the break already."""
    at: float = 0.0
    """Seconds after the break when the look that counts began."""
    look: float = 0.0
    """How long the look took."""
    mend: float = 0.0
    """How long the action took, verification included; 0: none was run."""
    mended: bool = False
    """Whether the action said that it is so, and the other tool too."""
    well: float = 0.0
    """Seconds after mending until nothing was found any more."""
    wrong: list[str] = field(default_factory=list)
    """All that was not right."""
    day: str = ""
    place: str = INSTALLED
    """The kind of cloud; it is not written down where it is the usual one."""


def read() -> dict[tuple[str, str], Outcome]:
    """All that was ever written down, by name and place."""
    rows = json.loads(FILE.read_text()) if FILE.exists() else []
    outcomes = (Outcome(**row) for row in rows)
    return {(one.name, one.place): one for one in outcomes}


def write(outcome: Outcome) -> None:
    """Write one down in the place of what was known of it."""
    known = read() | {(outcome.name, outcome.place): outcome}
    rows = [asdict(known[key]) for key in sorted(known)]
    for row in rows:
        if row["place"] == INSTALLED:
            del row["place"]
    FILE.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
