"""What one reads stays where it is while the cloud goes on: cursors, scrolls, and windows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

import pytest

from actions.model.plan import PlannedStep
from actions.run.state import Line, RunState, Status, StepState
from tests.checks.building import build
from tests.checks.cases import CASES
from tests.screens.cloud import NOW, snapshot
from tests.tui.console import Driver, driven
from tests.tui.fake import FakeSession, run_state
from tests.tui.test_bursts import burst
from tui.values.cell import Cell
from tui.widgets import lines as lines_module
from tui.widgets.lines import Lines
from tui.widgets.table import Table
from tui.windows.detail import Detail
from tui.windows.log import AT_ONCE, LogWindow
from tui.windows.plan import PlanWindow
from tui.windows.run import RunWindow


async def until(so: Callable[[], bool]) -> None:
    """Wait for what a timer does."""
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 (a timer of the window, that nobody tells)
            await asyncio.sleep(0.02)


# ------------------------------------------------------------ a log


class Log:
    """A log that grows when it is told."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[str | None] = asyncio.Queue()

    def say(self, first: int, last: int) -> None:
        for number in range(first, last):
            self.lines.put_nowait(f"line {number}")

    async def tail(self) -> AsyncGenerator[str]:
        while True:
            if (line := await self.lines.get()) is None:
                return
            yield line


async def logged(it: Driver, log: Log) -> Lines:
    window = LogWindow("x on y", log.tail)
    await it.app.push_screen(window)
    return window.query_one(Lines)


async def test_a_line_of_a_log_is_wrapped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def counted(cell: Cell, width: int) -> list[Cell]:
        done.append(cell)
        return [cell]

    monkeypatch.setattr(lines_module, "wrapped", counted)
    log = Log()
    async with driven(FakeSession()) as it:
        lines = await logged(it, log)
        log.say(0, 5000)
        await until(lambda: len(lines._wrapped) == 5000)
        done.clear()  # the scroll bar that came made them narrower, once
        for number in range(5000, 5030, 10):
            log.say(number, number + 10)
            await until(lambda last=number + 9: lines._wrapped[-1].text == f"line {last}")  # type: ignore[misc]
        assert len(done) == 30


async def test_a_flood_is_wrapped_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    log, added = Log(), []
    monkeypatch.setattr(Lines, "add", lambda _, cells: added.append(len(cells)))
    async with driven(FakeSession()) as it:
        await logged(it, log)
        log.say(0, 1200)
        await until(lambda: sum(added) == 1200)
    assert max(added) <= AT_ONCE


async def test_a_log_that_is_scrolled_up_stays_when_its_oldest_lines_go() -> None:
    log = Log()
    async with driven(FakeSession()) as it:
        lines = await logged(it, log)
        log.say(0, 5000)
        await until(lambda: len(lines._wrapped) == 5000)
        lines.scroll_to(y=2000, animate=False, immediate=True)
        top = lines._wrapped[lines.scroll_offset.y].text
        log.say(5000, 5100)
        await until(lambda: lines._wrapped[-1].text == "line 5099")
        assert lines._wrapped[lines.scroll_offset.y].text == top == "line 2000"
        lines.scroll_end(animate=False, immediate=True)
        log.say(5100, 5200)
        await until(lambda: "line 5199" in it.text())


async def test_lines_that_are_shown_anew_are_wrapped_from_where_they_differ() -> None:
    async with driven(FakeSession(), (40, 12)) as it:
        log = Log()
        log.lines.put_nowait(None)
        lines = await logged(it, log)
        await until(lambda: bool(lines._wrapped))
        for cells in (
            [Cell("a " * 40), Cell("b"), Cell("c " * 40)],
            [Cell("a " * 40), Cell("B " * 30), Cell("c " * 40), Cell("d")],
            [Cell("a " * 40)],
            [Cell(f"{n} " * 30) for n in range(5200)],
            [Cell(f"{n} " * 30) for n in range(5300)],
        ):
            lines.show(cells)
            await it.settle()
            fresh = [part for cell in cells[-5000:] for part in lines_module.wrapped(cell, lines._wide)]
            assert lines._wrapped == fresh
            assert len(lines._starts) == len(cells[-5000:])
        await it.resize(60, 12)
        assert lines._wrapped == [
            p for c in cells[-5000:] for p in lines_module.wrapped(c, lines._wide)
        ]


# ------------------------------------------------------------ a table


async def refresh(it: Driver) -> None:
    """Another view of the same, which is drawn."""
    it.app._viewing.ask()
    await it.settle()
    it.browse._drawing.ask()
    await it.settle()


async def test_what_the_wheel_brought_into_sight_stays_at_a_refresh() -> None:
    async with driven(FakeSession(), (100, 16)) as it:
        await it.press("3", "down")
        table = it.browse.query_one("#rows", Table)
        table.scroll_to(y=8, animate=False, force=True, immediate=True)
        await refresh(it)
        assert (table.scroll_offset.y, table._cursor) == (8, 1)
        await it.press("down")
        assert table.scroll_offset.y <= table._cursor == 2


async def test_rows_that_a_key_asked_for_show_the_cursor() -> None:
    async with driven(FakeSession(), (100, 16)) as it:
        await it.press("3", "down")
        table = it.browse.query_one("#rows", Table)
        table.scroll_to(y=8, animate=False, force=True, immediate=True)
        await it.press("s")
        assert table.scroll_offset.y <= table._cursor < table.scroll_offset.y + table.size.height


async def test_the_cursor_stays_on_the_second_of_two_findings_of_one_name() -> None:
    case = next(case for case in CASES if str(case) == "queue-unheard/bad-two-brokers")
    facts = build(case.told)
    async with driven(FakeSession(site=facts.site, facts=facts), (110, 40)) as it:
        await it.press("6")
        alike = [n for n, r in enumerate(it.browse.shown) if r.key.startswith("queue-unheard")]
        for _ in range(alike[1]):
            await it.press("down")
        key = it.cursor()
        await refresh(it)
        assert (it.cursor(), it.browse._rows._cursor) == (key, alike[1])
        await it.press("enter")
        assert it.text().count("What is wrong") == 1


# ------------------------------------------------------------ a run


def long_run(titles: Callable[[int], str], output: tuple[Line, ...] = ()) -> RunState:
    steps = tuple(
        StepState(
            PlannedStep(f"s{n}", titles(n), (), "why"),
            Status.DONE if n < 10 else Status.RUNNING if n == 10 else Status.WAITING,
            started=NOW - 1,
            ended=NOW if n < 10 else 0.0,
        )
        for n in range(20)
    )
    return replace(run_state(Status.RUNNING), steps=steps, output=output)


async def running(it: Driver, state: RunState) -> tuple[RunWindow, Table]:
    await it.app.push_screen(
        window := RunWindow(state.id, lambda: FakeSession().follow(""), lambda: NOW)
    )
    window._show(state)
    await it.settle()
    return window, window.query_one("#steps", Table)


async def test_the_cursor_of_a_run_follows_its_steps_until_it_is_moved() -> None:
    state = long_run("Step {}".format)
    async with driven(FakeSession(), (100, 40)) as it:
        window, table = await running(it, state)
        assert table._cursor == 10
        table.focus()
        await it.press("home")
        window._tick()
        assert table._cursor == 0
        later = [
            replace(s, status=Status.RUNNING if n == 11 else s.status)
            for n, s in enumerate(state.steps)
        ]
        later[10] = replace(later[10], status=Status.DONE)
        window._show(replace(state, steps=tuple(later)))
        assert table._cursor == 0
        await it.press("end")
        window._tick()
        assert table._cursor == 11


async def test_of_two_steps_of_one_title_each_has_its_own_output() -> None:
    said = tuple(Line(f"s{step}", "controller", f"s{step} {n}") for step in (1, 2) for n in range(30))
    state = long_run(lambda n: "The same" if n in (1, 2) else f"Step {n}", said)
    async with driven(FakeSession(), (100, 40)) as it:
        _, table = await running(it, state)
        table.focus()
        await it.press("home", "down", "down", "enter")
        assert "s2 0" in it.text()
        assert "s1 29" not in it.text()


# ------------------------------------------------------------ where to go


@pytest.mark.parametrize(
    ("keys", "kind"),
    [(("6", "e"), PlanWindow), (("3", "enter"), Detail), (("3", "down", "l"), LogWindow)],
)
async def test_a_window_stays_until_it_is_known_where_to_go(keys: tuple[str, ...], kind: type) -> None:
    async with driven(FakeSession(), (100, 30)) as it:
        await it.press(*keys)
        assert isinstance(window := it.app.screen, kind)
        focused = it.app.focused
        for way_back in (("colon", "escape"), ("colon", "n", "escape"), ("colon", "enter")):
            await it.press(*way_back)
            assert it.app.screen is window
            assert it.app.focused is focused
        assert not it.app._notifications
        await it.press("colon")
        await it.type("ce")
        assert " :ce" in it.text()
        await it.press("enter")
        assert (it.browse.pane.name, len(it.app.screen_stack)) == ("cells", 1)


async def test_a_jump_from_a_plan_in_one_burst_reaches_the_pane_before_the_next_key() -> None:
    async with driven(session := FakeSession()) as it:
        await it.press("6", "e")
        await burst(it, "colon", "nodes", "enter", "a", "s", "s")
        assert (it.browse.pane.name, len(it.app.screen_stack), session.launched) == ("nodes", 1, [])
        assert "Host↑" in it.text()


async def test_a_detail_is_read_by_the_keys_of_the_other_windows() -> None:
    async with driven(snapshot(), (80, 14)) as it:
        await it.press("7", "enter")
        body = it.app.screen.query_one("VerticalScroll")
        await it.press("G")
        assert body.scroll_offset.y == body.max_scroll_y > 20
        await it.press("ctrl+b")
        assert 0 < body.scroll_offset.y < body.max_scroll_y
        await it.press("g")
        assert body.scroll_offset.y == 0
        await it.press("ctrl+f")
        assert body.scroll_offset.y > 5


async def test_a_detail_that_cannot_be_made_says_so_and_the_console_goes_on() -> None:
    async with driven(snapshot()) as it:
        await it.press("3")
        pane, row = it.browse.pane, it.browse.row()
        assert row is not None

        def fails(*_: object) -> tuple[()]:
            raise KeyError("no such thing")

        broken = replace(pane, detail=fails)
        await it.app.push_screen(Detail(broken, row, it.app.aside, {}))
        await it.settle()
        assert "This row of Services cannot be shown (KeyError: 'no such thing')" in it.text()
        await it.press("escape", "1")
        assert it.browse.pane.name == "overview"


async def test_a_detail_is_made_in_the_thread_for_it() -> None:
    import threading

    where = []
    async with driven(snapshot()) as it:
        await it.press("3")
        pane, row = it.browse.pane, it.browse.row()
        assert row is not None

        def rows(view: object) -> list[object]:
            where.append(threading.current_thread().name)
            return list(pane.rows(view))  # type: ignore[arg-type]

        await it.app.push_screen(Detail(replace(pane, rows=rows), row, it.app.aside, {}))  # type: ignore[arg-type]
        await it.settle()
    assert {name.partition("_")[0] for name in where} == {"panes"}
