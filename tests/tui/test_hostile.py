"""What the cloud calls its things is text: it moves no cursor, sets no title, and is no markup."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import pytest
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from actions.model.plan import Plan
from actions.run.state import Status
from tests.tui.console import Driver, driven
from tests.tui.fake import MAP, PLAN, FakeSession, run_state
from tui.live.backend import Trouble
from tui.windows import messages

EVIL = "c[az1]\x1b]0;pwned\x07[/b]\u202e"
SHOWN = "c[az1]␛]0;pwned␇[/b]�"
"""All of it is to be seen."""
BAD = replace(
    PLAN,
    target=EVIL,
    confirm=EVIL,
    title=EVIL,
    steps=tuple(replace(step, title=EVIL, why=EVIL) for step in PLAN.steps),
    notes=(EVIL,),
    stops=(EVIL,),
)


def lines(it: Driver) -> list[str]:
    """What is sent to the terminal, line by line."""
    strips = it.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def told(it: Driver) -> str:
    """The screen on one line, after a look that nothing of it acts on the terminal."""
    found = lines(it)
    assert all(char.isprintable() for line in found for char in line)
    return "".join(line.strip() for line in found)


class Refusing(FakeSession):
    """Whatever it is asked to do, it says why not in the cloud's words."""

    def launch(self, plan: Plan, declined: Collection[str]) -> str:
        raise Trouble(EVIL)

    def ssh(self, host: str, unit: str = "") -> list[str]:
        raise Trouble(EVIL)


def stopped(once: bool = False) -> FakeSession:
    run = run_state(Status.FAILED)
    steps = tuple(replace(step, planned=replace(step.planned, title=EVIL)) for step in run.steps)
    if once:
        planned = replace(steps[1].planned, name=EVIL)
        steps = (replace(steps[1], planned=planned, open=(replace(MAP, repeatable=False),)),)
    bad = replace(run, plan=BAD, why=EVIL, site="[/i]", steps=steps)
    return FakeSession(known=(bad,), made=BAD)


WINDOWS: dict[str, tuple[Callable[[], FakeSession], Message, tuple[str, ...]]] = {
    "plan": (lambda: FakeSession(made=BAD), messages.OpenPlan("x", EVIL), ()),
    "plan that is being made": (
        lambda: FakeSession(made=Trouble(EVIL)), messages.OpenPlan("x", EVIL), ()
    ),
    "approval": (lambda: FakeSession(made=BAD), messages.OpenPlan("x", EVIL), ("a",)),
    "refusal": (
        lambda: Refusing(made=replace(BAD, confirm="")), messages.OpenPlan("x", EVIL), ("a",)
    ),
    "run": (stopped, messages.OpenRun(run_state().id), ()),
    "run's question": (lambda: stopped(once=True), messages.OpenRun(run_state().id), ("R",)),
    "what is left": (stopped, messages.OpenResume(run_state().id), ()),
    "log": (FakeSession, messages.OpenLog("controller", EVIL), ()),
    "shell": (Refusing, messages.OpenShell(EVIL), ()),
}  # fmt: skip


@pytest.mark.parametrize("window", WINDOWS)
async def test_no_window_lets_it_act(window: str) -> None:
    source, message, keys = WINDOWS[window]
    async with driven(source(), (150, 40)) as it:
        it.app.post_message(message)
        await it.settle()
        await it.settle()
        await it.press(*keys)
        assert SHOWN in told(it)


async def test_a_name_in_brackets_is_asked_for_whole_and_approves() -> None:
    session = FakeSession(made=replace(PLAN, confirm="cell[az1]"))
    async with driven(session) as it:
        await it.press("6", "e", "a")
        assert "type cell[az1] to approve:" in it.text()
        await it.type("cell[az1]")
        await it.press("enter")
        assert len(session.launched) == 1


@pytest.mark.parametrize("status", [Status.DONE, Status.FAILED])
async def test_how_a_run_ended_is_told_as_text(status: Status) -> None:
    going = replace(run_state(), plan=BAD)
    session = FakeSession(known=(going,))
    async with driven(session, (150, 40)) as it:
        await it.app.look_at_runs()
        session.known = (replace(run_state(status), plan=BAD, why=EVIL),)
        await it.app.look_at_runs()
        await it.settle()
        assert "c[az1]␛]0;pwned" in told(it)


async def test_what_is_pasted_is_taken_as_far_as_it_prints() -> None:
    async with driven(FakeSession()) as it:
        await it.press("6", "slash")
        it.app.post_message(Paste("nova\tcom\x1b[31m\x07x\nsecond"))
        await it.settle()
        assert it.app.screen.query_one(Input).value == "nova com[31mx"
        told(it)
