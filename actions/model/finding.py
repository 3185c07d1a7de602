"""What is wrong: severities, findings, and the checks that find them."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from actions.model.entity import Entity
from actions.model.fact import Probe, Snapshot
from actions.model.site import Site


class Severity(enum.IntEnum):
    """How bad; the letter stands beside the colour wherever one shows."""

    NOTICE = 1
    WARNING = 2
    CRITICAL = 3

    @property
    def letter(self) -> str:
        """One letter, for terminals and eyes without colour."""
        return self.name[0]


class Area(enum.StrEnum):
    """What a check is about: a line of the overview, and of README's table."""

    APIS = "APIs"
    COMPUTE = "Compute"
    NETWORK = "Network"
    VOLUME = "Volume"
    CELLS = "Cells"
    HOSTS = "Hosts"


@dataclass(frozen=True)
class Evidence:
    """What proves a finding: a row, an answer, the last lines of a log."""

    source: str
    """Where it was read: "journal of nova-compute on compute1", "GET /os-services"."""
    text: str
    at: float = 0.0
    """When, in seconds since the epoch; 0: it does not say."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: what, how one can tell, and the action that mends it."""

    code: str
    severity: Severity
    subject: str
    message: str
    """One sentence: what is wrong and how one can tell."""
    action: str = ""
    """The repair's name; empty: stackmend has none, and `message` tells what a person can do."""
    target: str = ""
    """The repair's target, where it takes one."""
    entity: Entity | None = None
    """What it is about, for the graph of causes; None: nothing follows from it, and it from nothing."""
    down: bool = False
    """The entity does not serve those that need it: what is wrong with them may follow from this."""
    since: float = 0.0
    """When it began, in seconds since the epoch, as far as facts tell; 0: they do not."""
    evidence: tuple[Evidence, ...] = ()
    consequences: tuple[Finding, ...] = ()
    """What follows from it, worst first: filled in by `causes`, never by a check."""

    def command(self, site: Site) -> str:
        """The exact next command; empty where there is no repair, and for a recording."""
        return site.invocation.run(self.action, self.target) if self.action else ""


@dataclass(frozen=True, eq=False)
class Check:
    """A diagnosis: a pure function from a snapshot to findings."""

    code: str
    title: str
    needs: tuple[Probe[Any], ...]
    """The probes that `find` reads, all of them and no other: a test compares."""
    find: Callable[[Snapshot], Iterable[Finding]]
    area: Area
