"""How a step left its rows is kept, where it is known: by that, undo tells what others change after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.model.command import Rows
from actions.model.event import RowsLeft
from actions.model.fact import Snapshot
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.run.executor import StepExecutor
from actions.run.journal import Journal, Tail
from actions.run.planner import planned
from actions.run.state import Status, StepState
from actions.transport.gateway import Gateway
from actions.transport.poll import poll
from tests.support.trial import FILES, Make, making, trial_host

ROWS = Rows("ctl", Text.of("mysql://nova@db/nova_api"), "cell_mappings", "id", "id = 1")


@pytest.mark.parametrize(("line", "kept"), [("exit 3", True), ("cut me", False)])
async def test_how_a_step_that_failed_left_its_rows_is_kept_where_its_commands_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, *, kept: bool
) -> None:
    async def fetch(_: Gateway, wanted: Rows) -> list[dict[str, Any]]:
        return [{"id": 1}]

    monkeypatch.setattr(Gateway, "fetch", fetch)
    made = making(Make("one", line))
    step = replace(made, plan=lambda situation: replace(made.plan(situation), backup=(ROWS,)))
    async with trial_host(tmp_path) as host:
        host.cut_at = "cut me"
        gateway = Gateway(host.site)
        seen = await poll(gateway, Snapshot(gateway.site), [FILES])
        before = StepState(planned(step, step.plan(Situation(seen))))
        ended = await StepExecutor(gateway, Journal(tmp_path), tmp_path).perform(step, before)
        await gateway.close()
    assert ended.status == Status.FAILED
    assert any(isinstance(event, RowsLeft) for event in Tail(tmp_path).read()) == kept
