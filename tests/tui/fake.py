"""A session without an engine: facts of a snapshot, a plan and runs as the test gives them."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.facts.hosts.host_status import HostStatus
from actions.model.command import Outline
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.plan import Plan, PlannedStep
from actions.model.query import UrlResult
from actions.model.site import Site
from actions.run.state import CommandState, Line, RunState, Status, StepState
from tests.screens.cloud import NOW, SITE, snapshot
from tui.live.backend import Trouble
from tui.live.poller import Seen
from tui.values import samples

MAP = Outline("controller", "nova-manage cell_v2 update_cell --cell_uuid 0 --transport-url none:///")
RESTART = Outline("controller", "systemctl restart nova-api", items=("nova-api", "nova-conductor"))
MOVE = Outline("controller", "mysql nova_api", body=("UPDATE instance_mappings SET cell_id = 2;",))

PLAN = Plan(
    action="remap-cell0",
    title="Map cell0 to a database of its own",
    target="",
    steps=(
        PlannedStep("database", "Make cell0's database", (), "nova_cell0 is there"),
        PlannedStep(
            "mapping", "Map cell0 to it", (MAP,), "it has cell1's", deviation="delete_cell first"
        ),
        PlannedStep("restart", "Restart nova", (RESTART,), "it keeps the old mapping in memory"),
        PlannedStep("instances", "Move buried instances", (MOVE,), "2 are buried", optional=True),
    ),
    notes=("map_cell0 alone would change nothing.", "Not seen: units storage1: no answer"),
    digest="0123456789ab",
)


def run_state(status: Status = Status.RUNNING, run_id: str = "20251229-092000-remap-cell0") -> RunState:
    """A run in the middle of its second step, or at its end."""
    running = status is Status.RUNNING
    done = CommandState(MAP, 0, True, NOW - 6, NOW - 4)
    steps = (
        StepState(PLAN.steps[0], Status.UNCHANGED, "it is there", started=NOW - 8, ended=NOW - 7),
        StepState(
            PLAN.steps[1], Status.RUNNING if running else status, "it has cell1's", (done,),
            started=NOW - 7, ended=0.0 if running else NOW - 4,
        ),
        StepState(PLAN.steps[2], Status.WAITING if running else Status.DONE),
        StepState(PLAN.steps[3], Status.DECLINED),
    )  # fmt: skip
    return RunState(
        id=run_id,
        plan=PLAN,
        site=SITE.name,
        status=status,
        why="" if status in (Status.RUNNING, Status.DONE) else "exit 1",
        steps=steps,
        output=(Line("mapping", "controller", "Cell0 \x1b[31mis\x1b[0m updated [b]now[/b]"),),
        started=NOW - 8,
        ended=0.0 if running else NOW - 2,
        alive=running,
    )


def _past(reading: Reading[Any]) -> Iterator[Reading[Any]]:
    """What was seen in the last quarter of an hour, so that the sparklines have something to draw."""
    for ago in range(samples.BUCKETS - 1, 0, -1):
        wave = 1 + 0.6 * math.sin(ago / 5) + 0.3 * math.sin(ago / 1.7)
        earlier = replace(reading, at=reading.at - ago * samples.BUCKET, took=0.1 * wave)
        if isinstance(reading.fact, UrlResult):
            yield replace(earlier, fact=replace(reading.fact, took=reading.fact.took * wave))
        elif isinstance(reading.fact, HostStatus):
            load = reading.fact.load[0] * wave
            yield replace(earlier, fact=replace(reading.fact, load=(load, load, load)))
        elif not reading.error:
            yield earlier


@dataclass
class FakeSession:
    """What the app asked of it is in its lists."""

    site: Site = SITE
    read_only: bool = False
    facts: Snapshot = field(default_factory=snapshot)
    made: Plan | Trouble = PLAN
    known: tuple[RunState, ...] = ()
    planned: list[tuple[str, str]] = field(default_factory=list)
    launched: list[tuple[Plan, tuple[str, ...]]] = field(default_factory=list)
    written: Trouble | None = None
    resumed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    searched: int = 0
    log: tuple[str, ...] = ("nova-api started", "\x1b]0;evil\x07 and [red]more[/red]")

    async def find_hosts(self) -> None:
        """They are what they are."""
        self.searched += 1

    async def look(self, facts: Snapshot, probe: Probe[Any], seen: Seen) -> Mapping[str, Reading[Any]]:
        """The snapshot's readings."""
        self.looked.append(probe.name)
        readings = self.facts.readings.get(probe.name, {})
        for subject, reading in readings.items():
            for earlier in _past(reading):
                seen(probe.name, subject, earlier)
        return readings

    async def plan(self, action: str, target: str) -> Plan:
        """The plan that was given."""
        self.planned.append((action, target))
        if isinstance(self.made, Trouble):
            raise self.made
        return self.made

    async def plan_undo(self, run: str) -> Plan:
        """The same plan."""
        return await self.plan("undo", run)

    async def plan_resume(self, run: str) -> Plan:
        """The same plan."""
        return await self.plan("resume", run)

    def script(self, plan: Plan, declined: Collection[str]) -> str:
        """A script that tells what it would be of."""
        if isinstance(self.written, Trouble):
            raise self.written
        return f"# {plan.digest} less {', '.join(declined)}\n"

    def launch(self, plan: Plan, declined: Collection[str]) -> str:
        """Note it; the run goes on from then."""
        self.launched.append((plan, tuple(declined)))
        self.known = (run_state(), *self.known)
        return self.known[0].id

    def resume(self, run: str, again: Collection[str]) -> None:
        """Note it."""
        self.resumed.append((run, tuple(again)))

    def runs(self) -> tuple[RunState, ...]:
        """Those that are known."""
        return self.known

    async def follow(self, run: str) -> AsyncGenerator[RunState]:
        """The run as it stands."""
        for state in self.known:
            if state.id == run:
                yield state

    async def tail(self, host: str, unit: str) -> AsyncGenerator[str]:
        """The log that was given."""
        for line in self.log:
            yield f"{host} {unit}: {line}"

    def ssh(self, host: str, unit: str = "") -> list[str]:
        """A command that shows that it ran."""
        return ["true", host, unit] if unit else ["true", host]

    async def close(self) -> None:
        """Nothing is open."""
