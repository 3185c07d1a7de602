"""Lines of logs whose cause is known: a pattern, the cause, what to do, since when, and who met it.

The tables are in `known/`, by who logs the line. A pattern is a regular expression, searched in one
line; every one has a line of its own in tests/cases/signatures.json, which no other may match. What its
group `named` finds there stands in the cause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from actions.causes.known.compute import COMPUTE
from actions.causes.known.databases import DATABASES
from actions.causes.known.identity import IDENTITY
from actions.causes.known.messages import MESSAGES
from actions.causes.known.network import NETWORK
from actions.causes.known.storage import STORAGE
from actions.causes.known.systems import SYSTEMS

Row = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Signature:
    """One cause as logs tell it."""

    key: str
    pattern: str
    cause: str
    """Half a sentence, without a full stop; [in brackets] what the line may tell by its name."""
    advice: str
    """What to do about it, with the exact command where there is one."""
    since: str = ""
    """The release that logs it first; empty: all that are met."""
    source: str = ""
    """A bug or a thread where it was met, or the file of the project that logs it."""

    def of(self, line: str) -> str:
        """The cause as the line tells it: with the name that its group `named` has found there."""
        found = re.search(self.pattern, line)
        named = found.groupdict().get("named") if found else None
        return _UNNAMED.sub(lambda bracket: named or bracket[1], self.cause)

    @property
    def symptom(self) -> bool:
        """It follows from something that another line says."""
        return self.cause.endswith(": a symptom")

    @property
    def several(self) -> bool:
        """One such line is one caller's trouble, or one request's: many of them are the service's."""
        return self.advice.startswith("many at once: ")


_UNNAMED = re.compile(r"\[(.*?)\]")

SIGNATURES = tuple(
    Signature(*row)
    for table in (COMPUTE, NETWORK, STORAGE, IDENTITY, MESSAGES, DATABASES, SYSTEMS)
    for row in table
)
"""In the order in which they are tried: what is said of one service before what all share."""


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[Signature, re.Pattern[str]], ...]:
    return tuple((one, re.compile(one.pattern)) for one in SIGNATURES)


def signature(line: str) -> Signature | None:
    """The first that a line matches."""
    return next((one for one, pattern in _compiled() if pattern.search(line)), None)
