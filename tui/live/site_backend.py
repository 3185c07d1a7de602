"""The engine behind the console, imported when it is first needed: never before the first frame."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Mapping
from contextlib import aclosing, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from actions.model.fact import Probe, Reading, Snapshot
from actions.model.plan import Action, Plan
from actions.model.site import Site
from actions.transport.throttle import Throttle
from tui.live.backend import Trouble
from tui.live.poller import Seen
from tui.live.ssh import ssh_command

if TYPE_CHECKING:
    from actions.run.state import RunState
    from actions.transport.gateway import Gateway


class SiteBackend:
    """A `Session` on a live site."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pace = Throttle()
        self._made: tuple[Plan, Action, Snapshot] | None = None
        self.site: Site = gateway.site
        self.read_only: bool = gateway.read_only

    async def find_hosts(self) -> None:
        """Know the site's hosts, where no site file names them."""
        from actions.transport.find_hosts import find_hosts

        if self.site.listed and not self.site.hosts:
            self.site = self._gateway.site = await find_hosts(self._gateway)

    async def look(
        self, snapshot: Snapshot, probe: Probe[Any], seen: Seen
    ) -> Mapping[str, Reading[Any]]:
        """Ask one probe; its readings by subject."""
        from actions.transport.poll import poll_one

        return await poll_one(self._gateway, snapshot, probe, seen=seen, pace=self._pace)

    async def plan(self, action: str, target: str) -> Plan:
        """Look at what an action needs, and plan it."""
        from actions.registry import find_action

        found = find_action(action)
        if found is None:
            raise Trouble(f"This stackmend has no action {action}.")
        return await self._plan(found, target)

    async def plan_undo(self, run: str) -> Plan:
        """The plan that puts back what a run changed."""
        from actions.registry import REGISTRY
        from actions.run.undo import undo_action

        with _told():
            action = undo_action(run, REGISTRY)
        return await self._plan(action, run)

    async def plan_resume(self, run: str) -> Plan:
        """What is left to do of a run that stopped; refused where it was on another site."""
        from actions.model.invocation import UNDO
        from actions.registry import REGISTRY
        from actions.run.launch import resumable
        from actions.run.planner import left_of
        from actions.run.site_of_run import refuse_elsewhere
        from actions.run.undo import undo_action

        with _told():
            state = resumable(run, (), self.read_only)
            refuse_elsewhere(state, self.site, "resume")
            undoes = state.action == UNDO
            action = undo_action(state.target, REGISTRY) if undoes else REGISTRY.action(state.action)
        if action is None:
            raise Trouble(f"This stackmend has no action {state.action}.")
        return await self._plan(action, state.target, partial(left_of, state))

    async def _plan(
        self, action: Action, target: str, shown: Callable[[Plan], Plan] = lambda plan: plan
    ) -> Plan:
        from actions.run.fresh_plan import plan_action

        with _told():
            whole, snapshot = await plan_action(self._gateway, self.site, action, target)
        plan = shown(whole)
        self._made = plan, action, snapshot
        return plan

    def script(self, plan: Plan, declined: Collection[str]) -> str:
        """The plan that was made last, as a bash script to be run by hand."""
        from actions.run.planner import without
        from actions.script.from_plan import plan_script

        if self._made is None or self._made[0] is not plan:
            raise Trouble("Another plan was made since: look again first.")
        _, action, snapshot = self._made
        with _told():
            return plan_script(action, without(plan, declined), snapshot)

    def launch(self, plan: Plan, declined: Collection[str]) -> str:
        """Start an approved plan in a process of its own; the run's id."""
        from actions.run.launch import launch

        with _told():
            return launch(self.site, plan, declined, self.read_only)

    def resume(self, run: str, again: Collection[str]) -> None:
        """Take up a run that was interrupted or failed."""
        from actions.run.journal import read_run
        from actions.run.launch import resume
        from actions.run.site_of_run import refuse_elsewhere

        with _told():
            refuse_elsewhere(read_run(run), self.site, "resume")
            resume(run, again, self.read_only)

    def runs(self) -> tuple[RunState, ...]:
        """All runs, the newest first."""
        from actions.run.journal import list_runs

        return tuple(list_runs())

    async def follow(self, run: str) -> AsyncGenerator[RunState]:
        """A run as it stands, again and again while it changes; ends when the run has."""
        from actions.run.journal import follow

        with _told():
            async for heard in follow(run):
                yield heard.state

    async def tail(self, host: str, unit: str) -> AsyncGenerator[str]:
        """The last lines of a unit's log, then each new one."""
        with _told():
            async with aclosing(self._gateway.tail(host, unit)) as lines:
                async for line in lines:
                    yield line

    def ssh(self, host: str, unit: str = "") -> list[str]:
        """The command that opens a shell on a host, or in the container of a unit there."""
        return ssh_command(self.site, host, unit)

    async def close(self) -> None:
        """End all connections."""
        await self._gateway.close()


@contextmanager
def _told() -> Iterator[None]:
    """The engine's errors with a sentence for the operator, as the console's one."""
    from actions.model.errors import StackmendError

    try:
        yield
    except (StackmendError, OSError) as error:
        raise Trouble(str(error)) from error
