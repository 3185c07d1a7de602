"""A site that is being watched: its session, what was seen of it, and what is looked at when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from actions.model.fact import Probe, Snapshot
from tui.live.backend import Backend
from tui.live.poller import Poller
from tui.live.schedule import Schedule
from tui.live.store import Store
from tui.values.pane import Pane


class LiveSite:
    """What the panes and the checks need is looked at, and nothing else."""

    def __init__(
        self,
        session: Backend,
        panes: Iterable[Pane],
        changed: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self.session = session
        self._clock = clock
        self._store = Store(session.site)
        self._schedule = Schedule(probes_of(panes))
        self._poller = Poller(session.look, self._store, self._schedule, changed, clock)

    async def watch(self) -> None:
        """Look again and again, until it is cancelled."""
        await self._poller.run()

    def snapshot(self) -> Snapshot:
        """What was seen so far."""
        return self._store.snapshot(self._clock())

    def refresh(self) -> None:
        """Look at everything now."""
        self._poller.refresh()

    @property
    def hostless(self) -> bool:
        """No list of the cloud's told its hosts yet."""
        return self.session.site.listed and not self.session.site.hosts

    @property
    def whole(self) -> bool:
        """Everything was looked at once."""
        return self._schedule.whole


def probes_of(panes: Iterable[Pane]) -> tuple[Probe[Any], ...]:
    """What the panes and the checks read."""
    from actions.causes.evidence import PROBES
    from actions.checks.all import CHECKS

    needed = {probe for pane in panes for probe in pane.needs}
    needed |= {probe for check in CHECKS for probe in check.needs} | set(PROBES)
    return tuple(sorted(needed, key=lambda probe: probe.name))
