"""What was seen: probes, their readings, and the snapshot of all of them at one moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from actions.model.query import ParseError, Query
from actions.model.site import Site

F = TypeVar("F")


@dataclass(frozen=True, eq=False)
class Probe(Generic[F]):
    """One read-only question, asked of each subject, and the pure reading of its answer."""

    name: str
    ask: Callable[[Snapshot], Mapping[str, Query]]
    """The question for each subject (a host's name, a cell's UUID; "" for the cloud as a whole).

    It may depend on earlier facts: none yet, no questions yet.
    """
    parse: Callable[[Any], F]
    """The answer's fact; raises `ParseError`."""
    period: float = 15.0
    """Seconds between two looks while the console is open; 0: only when a plan needs it."""
    timeout: float = 10.0
    needs: tuple[Probe[Any], ...] = ()
    """The probes whose facts `ask` reads."""
    soft: bool = False
    """Those that need it ask without waiting for it, and anew where it changes their question."""
    reason: Callable[[Snapshot], bool] | None = None
    """Of a dear question (over half a second of a host's processor): when a plain `check` asks it.

    The console asks it at its long period all the same, and so does `check --deep`.
    """
    reads: tuple[Probe[Any], ...] = ()
    """What `reason` reads beside `needs`: where it is asked, they are waited for."""

    def read(self, answer: Any) -> F:
        """The answer's fact; raises `ParseError`, also for an answer of a shape that nobody foresaw.

        What Python says of that is left out: it may repeat a part of the answer.
        """
        try:
            return self.parse(answer)
        except ParseError:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            import traceback

            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = (
                f"{type(error).__name__} in line {where.lineno} of {where.filename.rpartition('/')[2]}"
            )
            raise ParseError(f"the answer has not the shape that {self.name} reads ({kind})") from error


@dataclass(frozen=True, eq=False)
class Reading(Generic[F]):
    """The last good fact of one probe and subject, and what became of the last try."""

    fact: F | None = None
    at: float = 0.0
    """When the fact was true, in seconds since the epoch; 0: never."""
    error: str = ""
    """Why the last try failed; empty: it did not."""
    tried: float = 0.0
    took: float = 0.0
    """How long the last try took, in seconds."""
    unasked: bool = False
    """The last try failed because a configuration of the operator's does not say how to ask."""

    def since(self, age: float) -> float:
        """When something of that age began, at the earliest: a look has no one moment."""
        return self.at - self.took - age


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All facts at one moment, each with its age and its last error; replaced whole."""

    site: Site
    taken: float = 0.0
    readings: Mapping[str, Mapping[str, Reading[Any]]] = field(default_factory=dict)
    """By the probe's name, then by subject."""
    history: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    """Samples of the last quarter of an hour, oldest first, one a bucket; None: nothing was seen."""

    def reading(self, probe: Probe[F], subject: str = "") -> Reading[F]:
        """The reading of one subject; an empty one where nobody looked yet."""
        return self.readings.get(probe.name, {}).get(subject, Reading())

    def get(self, probe: Probe[F], subject: str = "") -> F | None:
        """The last good fact of one subject, if there is one."""
        return self.reading(probe, subject).fact

    def each(self, probe: Probe[F]) -> dict[str, F]:
        """The last good facts of all subjects that have one."""
        found = self.readings.get(probe.name, {})
        return {subject: r.fact for subject, r in found.items() if r.fact is not None}

    def errors(self, probe: Probe[F]) -> dict[str, str]:
        """Why the last look failed, for the subjects where it did."""
        found = self.readings.get(probe.name, {})
        return {subject: r.error for subject, r in found.items() if r.error}
