"""What keys do in the panes, and how these follow what is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.events import Key

from actions.run.state import Status
from screens.all import PANES
from tests.screens.cloud import NOW, SITE, snapshot
from tests.tui.console import driven, driving, way_to
from tests.tui.fake import FakeSession, run_state
from tui.app import Stackmend
from tui.live.backend import Backend, Trouble
from tui.values.cell import Row
from tui.values.pane import View
from tui.widgets.header import Header


async def test_numbers_go_to_panes() -> None:
    async with driven(snapshot()) as it:
        for pane in PANES:
            await it.press(*way_to(pane))
            assert it.browse.pane is pane


TENTH = replace(PANES[1], name="tenth", title="Tenth", key="", summary=None)
"""A pane beyond the nine numbers."""


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_tenth_pane_is_reached_by_its_name_by_the_palette_and_by_the_mouse(
    size: tuple[int, int],
) -> None:
    app = Stackmend((*PANES, TENTH), snapshot, clock=lambda: NOW)
    async with driving(app, size) as it:
        await it.press("colon")
        await it.type("ten")
        await it.press("enter")
        assert it.browse.pane is TENTH
        assert it.cursor() == "controller"
        assert "Tenth" in it.text().splitlines()[1]
        await it.press("1")
        assert it.browse.pane is PANES[0]
        assert ("Tenth" in it.text().splitlines()[1]) is (size[0] > 80)
        await it.press("ctrl+p")
        await it.type("go to tenth")
        await it.press("enter")
        assert it.browse.pane is TENTH
        await it.press("1")
        if size[0] > 80:
            at = it.text().splitlines()[1].index("Tenth")
            await it.click(at + 1, 1)
            assert it.browse.pane is TENTH


async def test_a_whole_name_comes_before_one_that_begins_with_it() -> None:
    app = Stackmend((*PANES, replace(TENTH, name="run")), snapshot, clock=lambda: NOW)
    async with driving(app) as it:
        await it.press("colon")
        await it.type("run")
        await it.press("enter")
        assert it.browse.pane.name == "run"


async def test_keys_that_are_typed_ahead_wait_for_their_pane() -> None:
    async with driven(session := FakeSession()) as it:
        await it.press("1")
        for key in "6e":
            it.app.post_message(Key(key, key))
        await it.settle()
        assert session.planned == [("remap-cell0", "")]


async def test_a_jump_is_completed_and_made() -> None:
    async with driven(snapshot()) as it:
        await it.press("colon")
        await it.type("ce")
        await it.press("enter")
        assert it.browse.pane.name == "cells"
        await it.press("colon")
        await it.type("se")
        await it.press("tab", "enter")
        assert it.browse.pane.name == "services"
        await it.press("colon", "enter")
        assert (it.browse.pane.name, len(it.app._notifications)) == ("services", 0)
        await it.press("colon")
        await it.type("nowhere")
        await it.press("enter")
        assert it.browse.pane.name == "services"


async def test_a_filter_is_followed_as_it_is_typed_and_escape_ends_it() -> None:
    async with driven(snapshot()) as it:
        await it.press("3")
        whole = len(it.browse.shown)
        await it.press("slash")
        await it.type("nova compute2")
        assert [row.key for row in it.browse.shown] == [
            "nova compute2/nova-compute",
            "unit compute2/nova-compute",
        ]
        await it.press("enter", "down")
        assert "/nova compute2 2 of" in it.text()
        assert it.cursor() == "unit compute2/nova-compute"
        await it.press("escape")
        assert len(it.browse.shown) == whole
        assert it.cursor() == "unit compute2/nova-compute"


async def test_a_filter_that_nothing_holds_says_so() -> None:
    async with driven(snapshot()) as it:
        await it.press("2", "slash")
        await it.type("zzz")
        await it.press("enter")
        assert "No row holds 'zzz'." in it.text()


async def test_sorting_goes_through_the_columns_and_turns() -> None:
    async with driven(snapshot()) as it:
        await it.press("2", "s")
        ranks = [row.cells[0].text for row in it.browse.shown]
        assert ranks == sorted(ranks, key="CWN·".index)
        await it.press("s")
        assert "Host↑" in it.text()
        hosts = [row.key for row in it.browse.shown]
        assert hosts == sorted(hosts)
        await it.press("S")
        assert [row.key for row in it.browse.shown] == hosts[::-1]
        await it.press("s", "s", "s")
        loads = [row.cells[4].order for row in it.browse.shown if row.cells[4].order is not None]
        assert loads == sorted(loads)
        assert "Load↑" in it.text()


async def test_a_click_on_a_title_sorts_by_it_and_another_turns() -> None:
    async with driven(snapshot()) as it:
        await it.press("2")
        row = next(n for n, line in enumerate(it.text().splitlines()) if " Host " in line)
        at = it.text().splitlines()[row].index("Host")
        await it.click(at, row)
        hosts = [row.key for row in it.browse.shown]
        assert ("Host↑" in it.text(), hosts) == (True, sorted(hosts))
        await it.click(at, row)
        assert ("Host↓" in it.text(), [row.key for row in it.browse.shown]) == (True, hosts[::-1])


async def test_what_is_sorted_keeps_subnets_below_their_network() -> None:
    async with driven(snapshot()) as it:
        await it.press("5", "s", "s", "S")
        names = [
            row.cells[1].text.strip() for row in it.browse.shown if "network" in row.key or row.under
        ]
        assert names == [
            "public", "public-v4", "floating IPs", "backup", "backup-v4", "apps", "apps-v4", "apps-v6",
        ]  # fmt: skip


@pytest.mark.parametrize("pane", ["2", "3"])
async def test_one_key_leaves_only_what_is_wrong_and_brings_the_others_back(pane: str) -> None:
    async with driven(FakeSession()) as it:
        await it.press(pane)
        whole = {row.key: row.cells[0].text for row in it.browse.shown}
        await it.press("f")
        assert {row.key for row in it.browse.shown} == {k for k, sign in whole.items() if sign != "·"}
        assert f"faults {len(it.browse.shown)} of {len(whole)}" in it.text()
        await it.press("escape")
        assert len(it.browse.shown) == len(whole)
        await it.press("f", "slash", *"zzz", "enter")
        assert "Nothing that is wrong holds 'zzz'." in it.text()
        await it.press("f")
        assert "No row holds 'zzz'. A filter may also be: !word  a|b  state:down" in it.text()


@pytest.mark.parametrize(
    ("way", "begins"),
    [
        (("2",), "Every host that the site file, Nova"),
        (("6", "e"), "What would run, on which host"),
        (("8", "enter"), "The steps of a run"),
        (("3", "l"), "The journal of a unit"),
    ],
)
async def test_help_names_every_key_and_opens_with_what_one_sees(
    way: tuple[str, ...], begins: str
) -> None:
    async with driven(FakeSession(known=(run_state(Status.DONE),)), (100, 50)) as it:
        await it.press(*way, "question_mark")
        text = it.text()
        assert text.index(begins) < text.index("Everywhere")
        for keys in ("↑ k ", "↓ j ", "home g ", "end G ", "pgup ^b ", "pgdn ^f "):
            assert f" {keys} " in text


async def test_help_is_wrapped_where_it_is_narrow() -> None:
    async with driven(FakeSession(), (60, 40)) as it:
        await it.press("question_mark")
        assert " ".join(it.browse.pane.about.split()) in " ".join(it.text().split())


async def test_the_cursor_stays_with_its_row() -> None:
    session = FakeSession()
    async with driven(session) as it:
        await it.press("2", "down", "down")
        assert it.cursor() == "compute2"
        hosts = (replace(SITE.hosts[0], name="another"), *SITE.hosts)
        session.facts = snapshot()
        session.site = replace(SITE, hosts=hosts)
        await it.press("r", "1", "2")
        assert it.cursor() == "compute2"


async def test_a_cursor_that_nobody_moved_stays_at_the_top() -> None:
    async with driven(snapshot()) as it:
        first = it.cursor()
        await it.press("6")
        assert it.cursor() == first


async def test_enter_goes_in_and_escape_comes_back() -> None:
    async with driven(snapshot()) as it:
        await it.press("4", "enter")
        assert "Cells › cell0" in it.text()
        assert "mysql+pymysql://nova:****@controller/nova" in it.text()
        await it.press("escape")
        assert it.cursor() != ""


async def test_enter_on_a_subsystem_goes_to_its_pane() -> None:
    async with driven(snapshot()) as it:
        await it.press("shift+tab", *["down"] * 4, "enter")
        assert it.browse.pane.name == "cells"


async def test_a_number_leads_out_of_a_detail() -> None:
    async with driven(snapshot()) as it:
        await it.press("4", "enter", "2")
        assert len(it.app.screen_stack) == 1
        assert it.browse.pane.name == "nodes"


async def test_a_site_that_cannot_be_opened_is_told_and_tried_again() -> None:
    tries: list[Backend | None] = [None, FakeSession()]

    def opener() -> Backend:
        found = tries.pop(0)
        if found is None:
            raise Trouble("/etc/site.toml: there is none; `stackmend init` writes one.")
        return found

    app = Stackmend(PANES, opener, clock=lambda: NOW)
    async with driving(app) as it:
        assert "`stackmend init` writes one." in it.text()
        await it.press("r")
        assert "cell0" in it.text()


async def test_a_log_is_followed_and_does_nothing_to_the_terminal() -> None:
    async with driven(FakeSession()) as it:
        await it.press("3", "l")
        window = it.app.screen
        assert "Log › nova-scheduler on controller" in it.text()
        window.flush()  # type: ignore[attr-defined]
        await it.settle()
        assert "controller nova-scheduler: ␛]0;evil␇ and [red]more[/red]" in it.text()
        await it.press("escape")
        assert len(it.app.screen_stack) == 1


async def test_a_pane_that_fails_takes_no_other_with_it() -> None:
    def broken(_: View) -> list[Row]:
        raise KeyError("no such key")

    panes = (replace(PANES[0], summary=None, rows=broken), *PANES[1:])
    app = Stackmend(panes, snapshot, clock=lambda: NOW)
    async with driving(app) as it:
        assert "Overview cannot be shown (KeyError: 'no such key')" in it.text()
        await it.press("2")
        assert it.cursor() == "controller"


async def test_a_console_that_nobody_touches_goes_on_looking() -> None:
    session, now = FakeSession(), [NOW]
    app = Stackmend(PANES, lambda: session, clock=lambda: now[0])
    async with driving(app) as it:
        session.looked.clear()
        now[0] += 4 * 3600
        schedule = it.app._site._schedule  # type: ignore[union-attr]
        assert "cell-mappings" in {probe.name for probe in schedule.due(now[0])}
        session.known = (run_state(Status.DONE),)
        await it.app.look_at_runs()
        await it.settle()
        await it.press("8")
        assert "remap-cell0" in it.text()


async def test_ages_go_on_where_nothing_answers_and_what_is_old_is_not_called_well() -> None:
    """A suspended laptop, a network that is gone: what was seen then is not how things are."""
    session, now = FakeSession(), [NOW]
    app = Stackmend(PANES, lambda: session, clock=lambda: now[0])
    async with driving(app, (120, 30)) as it:
        await it.press("2")
        row = next(row for row in it.browse.shown if row.key == "controller")
        assert {cell.tone for cell in row.cells} != {"dim"}
        now[0] += 200
        it.app._viewing.ask()
        await it.settle()
        row = next(row for row in it.browse.shown if row.key == "compute1")
        assert row.cells[0].text == "?"
        assert {cell.tone for cell in row.cells[1:]} <= {"dim", "warning", "critical"}
        assert "seen 3 min ago" in it.text()
        await it.press("1")
        assert "✓" not in it.text()


async def test_a_detail_is_named_as_its_row_is() -> None:
    async with driven(snapshot()) as it:
        for pane, name in (("5", "Networks › public"), ("9", "Volumes › storage1@lvm#lvm")):
            await it.press(pane, "enter")
            assert it.text().splitlines()[1] == f" {name}"
            await it.press("escape")


async def test_the_counts_above_are_of_the_rows_below(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the header counts findings while the pane still says that nothing is wrong so far."""
    async with driven(FakeSession()) as it:
        view = it.app.view
        assert view is not None
        other = replace(view, report=replace(view.report, findings=()))
        monkeypatch.setattr(it.browse._drawing, "ask", lambda: None)
        it.browse.tell(replace(it.app._banner, view=other))
        assert it.browse.query_one(Header)._banner.view is view
        monkeypatch.undo()
        it.browse.view_changed()
        await it.settle()
        assert it.browse.query_one(Header)._banner.view is not view
