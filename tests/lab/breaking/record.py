"""What was measured of each trouble, the last time that it was brought about: `record.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

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


def read() -> dict[str, Outcome]:
    """All that was ever written down, by name."""
    rows = json.loads(FILE.read_text()) if FILE.exists() else []
    return {row["name"]: Outcome(**row) for row in rows}


def write(outcome: Outcome) -> None:
    """Write one down in the place of what was known of it."""
    known = read() | {outcome.name: outcome}
    rows = [asdict(known[name]) for name in sorted(known)]
    FILE.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
