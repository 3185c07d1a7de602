"""What the console asks of the engine: one door, so that a recording or a test can stand behind it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from actions.model.fact import Probe, Reading, Snapshot
from actions.model.plan import Plan
from actions.model.site import Site
from tui.live.poller import Seen

if TYPE_CHECKING:
    from actions.run.state import RunState


class Trouble(Exception):
    """Something outside cannot be done: one sentence for the operator."""


class Backend(Protocol):
    """An open site. Methods may raise `Trouble`; those that are not async are called in a thread."""

    site: Site
    read_only: bool

    async def find_hosts(self) -> None:
        """Know the site's hosts, where no site file names them; the first thing that is asked."""

    async def look(
        self, snapshot: Snapshot, probe: Probe[Any], seen: Seen
    ) -> Mapping[str, Reading[Any]]:
        """Ask one probe; its readings by subject."""

    async def plan(self, action: str, target: str) -> Plan:
        """Look at what an action needs, and plan it."""

    async def plan_undo(self, run: str) -> Plan:
        """The plan that puts back what a run changed."""

    async def plan_resume(self, run: str) -> Plan:
        """What is left to do of a run that stopped; refused where it was on another site."""

    def script(self, plan: Plan, declined: Collection[str]) -> str:
        """The plan that was made last, as a bash script to be run by hand."""

    def launch(self, plan: Plan, declined: Collection[str]) -> str:
        """Start an approved plan in a process of its own; the run's id."""

    def resume(self, run: str, again: Collection[str]) -> None:
        """Take up a run that was interrupted or failed."""

    def runs(self) -> tuple[RunState, ...]:
        """All runs, the newest first."""

    def follow(self, run: str) -> AsyncGenerator[RunState]:
        """A run as it stands, again and again while it changes; ends when the run has."""

    def tail(self, host: str, unit: str) -> AsyncGenerator[str]:
        """The last lines of a unit's log, then each new one."""

    def ssh(self, host: str, unit: str = "") -> list[str]:
        """The command that opens a shell on a host, or in the container of a unit there."""

    async def close(self) -> None:
        """End all connections."""
