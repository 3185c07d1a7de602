"""From a finding to its plan, its approval and its run, by keys."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from actions.model.command import Undo
from actions.model.event import Made
from actions.model.invocation import Invocation
from actions.run.state import Line, RunState, Status
from tests.screens.cloud import SITE
from tests.tui.console import driven
from tests.tui.fake import MAP, PLAN, FakeSession, run_state
from tui.live.backend import Trouble
from tui.windows.run import progress


async def test_a_plan_is_shown_in_full_and_run_when_approved() -> None:
    session = FakeSession()
    async with driven(session, (110, 40)) as it:
        await it.press("6", "e")
        assert session.planned == [("remap-cell0", "")]
        screen = it.text()
        for part in (
            "Map cell0 to a database of its own", "unchanged", "nova_cell0 is there",
            "controller  nova-manage cell_v2 update_cell --cell_uuid 0 --transport-url none:///",
            "• nova-conductor", "│ UPDATE instance_mappings SET cell_id = 2;",
            "Differs from the install guide: delete_cell first",
            "map_cell0 alone would change nothing.",
            "Not seen: units storage1: no answer", "3 commands on 1 host", "0123456789ab",
        ):  # fmt: skip
            assert part in screen
        assert session.launched == []
        await it.press("a")
        assert session.launched == [(PLAN, ())]
        assert "Run › Map cell0 to a database of its own" in it.text()


async def test_a_plan_is_approved_once() -> None:
    session = FakeSession()
    async with driven(session) as it:
        await it.press("6", "e")
        it.app.simulate_key("a")
        it.app.simulate_key("a")
        await it.settle()
        assert len(session.launched) == 1


async def test_an_optional_step_is_declined() -> None:
    session = FakeSession()
    async with driven(session) as it:
        await it.press("6", "e", "space")
        assert "declined" in it.text()
        assert "UPDATE instance_mappings" not in it.text()
        await it.press("a")
        assert session.launched == [(PLAN, ("instances",))]


async def test_a_dangerous_plan_asks_for_the_name_to_be_typed() -> None:
    session = FakeSession(made=replace(PLAN, confirm="lab"))
    async with driven(session) as it:
        await it.press("6", "e", "a")
        await it.type("labor")
        await it.press("enter")
        assert session.launched == []
        await it.press("a", "escape")
        assert session.launched == []
        await it.press("a")
        await it.type("lab")
        await it.press("enter")
        assert len(session.launched) == 1


async def test_a_blocked_plan_cannot_be_approved() -> None:
    stuck = replace(PLAN.steps[1], commands=(), blocked=True, why="No controller answers.")
    session = FakeSession(made=replace(PLAN, steps=(stuck, *PLAN.steps[2:])))
    async with driven(session) as it:
        await it.press("6", "e", "a")
        assert session.launched == []
        assert "It cannot be done: Map cell0 to it" in it.text()


async def test_nothing_to_do_is_said() -> None:
    session = FakeSession(made=replace(PLAN, steps=PLAN.steps[:1]))
    async with driven(session) as it:
        await it.press("6", "e", "a")
        assert session.launched == []
        assert "There is nothing to do" in it.text()


async def test_read_only_shows_plans_and_runs_none() -> None:
    session = FakeSession(read_only=True)
    async with driven(session) as it:
        await it.press("6", "e", "a")
        assert session.launched == []
        assert "READ-ONLY" in it.text()
        assert "read-only: nothing can be run" in it.text()


async def test_a_plan_that_cannot_be_made_says_why() -> None:
    session = FakeSession(made=Trouble("controller cannot be reached over SSH: timed out."))
    async with driven(session) as it:
        await it.press("6", "e")
        assert "controller cannot be reached over SSH: timed out." in it.text()


async def test_a_run_shows_its_steps_and_output_as_text() -> None:
    session = FakeSession(known=(run_state(),))
    async with driven(session, (110, 40)) as it:
        await it.press("8", "enter")
        screen = it.text()
        for part in (
            "1 of 3 steps", "Make cell0's database", "unchanged", "running", "declined",
            "controller │ Cell0 ␛[31mis␛[0m updated [b]now[/b]", "exit 0",
        ):  # fmt: skip
            assert part in screen
        await it.press("escape")
        assert len(it.app.screen_stack) == 1


async def test_enter_on_a_step_shows_its_output() -> None:
    run = run_state(Status.DONE)
    many = tuple(Line("mapping", "controller", f"line {n}") for n in range(50))
    session = FakeSession(known=(replace(run, output=many),))
    async with driven(session, (110, 30)) as it:
        await it.press("8", "enter", "tab", "home", "enter")
        assert "Make cell0's database: nothing was started." in it.text()
        assert "line 49" in it.text()
        await it.press("down", "enter")
        assert "line 0\n" in it.text()
        assert "line 49" not in it.text()


async def test_a_run_that_was_cut_is_resumed() -> None:
    cut = run_state(Status.INTERRUPTED)
    session = FakeSession(known=(cut,))
    async with driven(session) as it:
        await it.app.look_at_runs()
        await it.settle()
        await it.press("8")
        assert "R Resume" in it.text()
        await it.press("R")
        assert "What is left › Map cell0 to a database of its own" in it.text()
        assert (session.resumed, session.planned) == ([], [("resume", cut.id)])
        assert "space" not in it.text().splitlines()[-1]
        await it.press("a")
        assert (session.resumed, session.launched) == ([(cut.id, ())], [])
        assert f"Run › Map cell0 to a database of its own   {SITE.name}   {cut.id}" in it.text()
        await it.press("escape")
        assert len(it.app.screen_stack) == 1


async def test_of_a_run_of_which_nothing_is_left_the_end_is_still_to_come() -> None:
    cut = run_state(Status.INTERRUPTED)
    session = FakeSession(known=(cut,), made=replace(PLAN, steps=PLAN.steps[:1]))
    async with driven(session) as it:
        await it.press("8", "enter", "R")
        assert "There is nothing to do" in it.text()
        await it.press("a")
        assert session.resumed == [(cut.id, ())]


async def test_what_is_left_is_approved_by_its_name_where_the_plan_is() -> None:
    cut = run_state(Status.INTERRUPTED)
    session = FakeSession(known=(cut,), made=replace(PLAN, confirm="lab"))
    async with driven(session) as it:
        await it.press("8", "R", "a")
        assert session.resumed == []
        await it.type("lab")
        await it.press("enter")
        assert session.resumed == [(cut.id, ())]


async def test_what_is_left_and_cannot_be_done_is_not_gone_on_with() -> None:
    stuck = replace(PLAN.steps[1], commands=(), blocked=True, why="No controller answers.")
    session = FakeSession(known=(run_state(Status.FAILED),), made=replace(PLAN, steps=(stuck,)))
    async with driven(session) as it:
        await it.press("8", "R", "a")
        assert session.resumed == []


@pytest.mark.parametrize("way", [("8",), ("8", "enter")])
async def test_a_run_of_another_site_is_gone_on_with_there(way: tuple[str, ...]) -> None:
    called = Invocation(site="/etc/lab.toml")
    made = (Made("mapping", Undo("delete", "DELETE", "compute", "", "")),)
    cut = replace(
        run_state(Status.INTERRUPTED), site="lab-b", path="/etc/lab.toml", invocation=called, made=made
    )
    session = FakeSession(known=(cut,))
    async with driven(session, (110, 30)) as it:
        await it.app.look_at_runs()
        await it.settle()
        await it.press(*way)
        footer = it.text().splitlines()[-1]
        assert "Resume" not in footer
        assert "Undo" not in footer
        for key, verb in (("R", "resume"), ("u", "undo")):
            await it.press(key)
            told = " ".join(it.text().split())
            assert "The run was on another site: lab-b (/etc/lab.toml)." in told
            assert f"stackmend {verb} {cut.id}" in told
        assert (session.resumed, session.planned) == ([], [])


async def test_a_run_of_another_site_is_none_of_the_headers_and_its_end_says_whose_it_is() -> None:
    other = replace(run_state(), site="lab-b", path="/etc/lab.toml")
    session = FakeSession(known=(other,))
    async with driven(session, (110, 30)) as it:
        await it.app.look_at_runs()
        await it.settle()
        assert "remap-cell0 1/3" not in it.text()
        session.looked.clear()
        session.known = (replace(other, status=Status.DONE, alive=False),)
        await it.app.look_at_runs()
        await it.settle()
        assert "lab-b: Map cell0" in it.text()
        assert session.looked == []


async def test_what_must_not_run_twice_is_asked_for_by_name() -> None:
    cut = run_state(Status.INTERRUPTED)
    once = replace(cut.steps[1], open=(replace(MAP, repeatable=False),))
    session = FakeSession(known=(replace(cut, steps=(cut.steps[0], once, *cut.steps[2:])),))
    async with driven(session) as it:
        await it.press("8", "enter", "R", "enter")
        assert session.resumed == []
        await it.press("R")
        await it.type("mapping")
        await it.press("enter")
        assert session.resumed == []
        await it.press("a")
        assert session.resumed == [(cut.id, ("mapping",))]


async def test_what_must_not_run_twice_is_asked_for_by_name_from_the_list_too() -> None:
    cut = run_state(Status.INTERRUPTED)
    once = replace(cut.steps[1], open=(replace(MAP, repeatable=False),))
    session = FakeSession(known=(replace(cut, steps=(cut.steps[0], once, *cut.steps[2:])),))
    async with driven(session) as it:
        await it.app.look_at_runs()
        await it.press("8", "R")
        await it.type("mapping")
        await it.press("enter", "a")
        assert session.resumed == [(cut.id, ("mapping",))]


async def test_a_run_that_goes_on_is_told_when_the_console_opens() -> None:
    session = FakeSession(known=(run_state(),))
    async with driven(session) as it:
        await it.app.look_at_runs()
        await it.settle()
        assert "remap-cell0 1/3" in it.text()


async def test_the_cloud_is_looked_at_again_when_a_run_has_ended() -> None:
    session = FakeSession(known=(run_state(),))
    async with driven(session) as it:
        await it.app.look_at_runs()
        await it.settle()
        session.looked.clear()
        session.known = (run_state(Status.DONE),)
        await it.app.look_at_runs()
        await it.settle()
        assert "cell-mappings" in session.looked
        assert "verified." in it.text()


def test_progress_tells_the_time_that_is_left() -> None:
    run = run_state()
    assert (
        progress(run, run.started + 10) == f"{'━' * 6}{'╌' * 14}  1 of 3 steps  10 s, about 20 s left"
    )
    assert progress(run_state(Status.DONE), 0.0).endswith("6 s")


async def test_a_run_that_ends_in_its_window_goes_from_the_header_at_once() -> None:
    class Ending(FakeSession):
        async def follow(self, run: str) -> AsyncGenerator[RunState]:
            yield self.known[0]
            self.known = (run_state(Status.DONE),)
            yield self.known[0]

    async with driven(Ending(known=(run_state(),))) as it:
        assert "remap-cell0 1/3" in it.text()
        await it.press("8", "enter")
        assert "Done, and verified on fresh facts." in it.text()
        assert "/3" not in it.text().splitlines()[0]
