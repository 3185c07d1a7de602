"""Terminals of any size: what matters most outlasts the rest, and what is cut says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.facts.hosts import units
from actions.facts.keystone import catalog
from actions.model.fact import Reading, Snapshot
from actions.model.invocation import Invocation
from screens.all import PANES
from tests.screens.cloud import NOW, SITE, snapshot
from tests.tui.console import driven, driving, unhurried, way_to
from tests.tui.fake import FakeSession, run_state
from tui.app import Stackmend
from tui.values.cell import Cell
from tui.widgets.lines import Lines
from tui.widgets.note import Note
from tui.widgets.table import Table

LONG = "the database server does not answer and so nothing can be said of what is in it; " * 6


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (80, 24)])
async def test_the_counts_and_the_keys_are_there_in_every_pane(size: tuple[int, int]) -> None:
    site = replace(SITE, simulated=True)
    async with driven(FakeSession(site, True, replace(snapshot(), site=site)), size) as it:
        for pane in PANES:
            await it.press(*way_to(pane))
            lines = it.text().splitlines()
            assert len(lines) == size[1]
            assert lines[0].endswith("  N 2")
            assert " C " in lines[0]
            assert lines[0].startswith((" lab ", " stackmend  lab "))
            assert " SIMULATED " in lines[0]
            assert " READ-ONLY " in lines[0]
            assert lines[-1].endswith("? Help")
            assert it.app.screen.max_scroll_y == 0


@pytest.mark.parametrize(("key", "title"), [("2", "Host"), ("3", "Service")])
async def test_names_are_whole_where_other_columns_are(key: str, title: str) -> None:
    async with driven(FakeSession(), (60, 20)) as it:
        await it.press(key)
        at = next(n for n, c in enumerate(it.browse.pane.columns) if c.title == title)
        names = [row.cells[at].text for row in it.browse.shown[:6]]
        assert [name for name in names if f" {name} " not in it.text()] == []


async def test_the_busiest_host_is_named_at_120_columns() -> None:
    async with driven(FakeSession(), (120, 30)) as it:
        assert "busiest compute2 64%" in it.text()


async def test_hosts_of_the_clouds_own_lists_are_called_so() -> None:
    site = replace(
        SITE, listed=True, notes=("4 hosts [from] lists.",), invocation=Invocation(cloud="lab")
    )
    async with driven(FakeSession(site, facts=replace(snapshot(), site=site)), (80, 24)) as it:
        assert f"{SITE.name}  hosts from its own lists  " in it.text().splitlines()[0]
        (told,) = it.app._notifications
        assert told.message == "4 hosts [from] lists. `stackmend init --cloud lab` writes them down."


async def test_the_region_and_unverified_certificates_are_told() -> None:
    """Where one was chosen, or the cloud has several."""
    site = replace(SITE, invocation=Invocation(region="south"))
    async with driven(FakeSession(site, facts=replace(snapshot(), site=site)), (80, 24)) as it:
        assert f"{SITE.name}  region south  " in it.text().splitlines()[0]
    facts = snapshot()
    offered = facts.get(catalog.PROBE) or ()
    both = tuple(
        replace(
            one,
            addresses=(
                *(replace(address, unverified=True) for address in one.addresses),
                *(replace(address, region="far", elsewhere=True) for address in one.addresses),
            ),
        )
        for one in offered
    )
    reading = replace(facts.reading(catalog.PROBE), fact=both)
    readings = {**facts.readings, catalog.PROBE.name: {"": reading}}
    async with driven(FakeSession(SITE, facts=replace(facts, readings=readings)), (80, 24)) as it:
        first = it.text().splitlines()[0]
        assert "  region RegionOne  " in first
        assert " TLS UNVERIFIED " in first


async def test_a_site_without_a_host_yet_is_opened_again() -> None:
    """Its lists did not answer when the console was opened."""
    session = FakeSession(replace(SITE, hosts=(), listed=True))
    async with driven(session, (80, 24)) as it:
        assert session.searched == 1
        await it.press("r")
        assert session.searched == 2


async def test_names_give_way_in_the_header() -> None:
    site = replace(SITE, name="the-cloud-of-the-whole-company")
    async with driven(FakeSession(site, facts=replace(snapshot(), site=site)), (80, 24)) as it:
        assert it.text().splitlines()[0].startswith(" stackmend  the-cloud-of-the-whole-company  ")
        await it.resize(40, 10)
        assert it.text().splitlines()[0].startswith(" the-cloud-of-the-whole…  ")


async def test_whose_it_is_goes_last_in_the_header() -> None:
    """Of two consoles side by side one must know which is which, also while a run goes on."""
    site = replace(SITE, name="prod-frankfurt", simulated=True)
    run = replace(run_state(), site=site.name)
    session = FakeSession(site, True, replace(snapshot(), site=site), known=(run,))
    async with driven(session, (60, 20)) as it:
        await it.app.look_at_runs()
        await it.settle()
        for width in (60, 50, 40):
            await it.resize(width, 20)
            assert it.text().splitlines()[0].startswith(" prod-frankfurt ")
            assert width == 40 or "  C 3" in it.text().splitlines()[0]


async def test_a_recording_grows_older_while_one_looks() -> None:
    now = NOW + 60.0
    app = Stackmend(PANES, snapshot, clock=lambda: now, steady=unhurried())
    async with driving(app, (100, 24)) as it:
        assert it.text().splitlines()[0].endswith("recorded 60 s ago")
        now += 480.0
        it.app._viewing.ask()
        await it.settle()
        assert it.text().splitlines()[0].endswith("recorded 9 min ago")


async def test_ctrl_c_says_what_leaves() -> None:
    async with driven(FakeSession()) as it:
        await it.press("ctrl+c")
        assert "q leaves stackmend" in it.text()


async def test_what_could_not_be_seen_is_not_called_well() -> None:
    unseen: Reading[Any] = Reading(error="no configuration leads there", tried=NOW, unasked=True)
    readings = {units.PROBE.name: {host.name: unseen for host in SITE.hosts[:2]}}
    async with driven(Snapshot(SITE, NOW, readings), (80, 24)) as it:
        assert it.text().splitlines()[0].endswith("  ? 8  recorded 0 s ago")
    async with driven(Snapshot(SITE, NOW, {}), (80, 24)) as it:
        assert it.text().splitlines()[0].endswith("  ? 6  recorded 0 s ago")


async def test_the_summary_gives_its_room_to_the_findings_and_comes_back() -> None:
    async with driven(FakeSession(), (80, 24)) as it:
        assert it.app.screen.query_one("#summary").display
        await it.resize(40, 10)
        assert not it.app.screen.query_one("#summary").display
        assert it.app.screen.query_one("#rows", Table).size.height > 2
        assert "Subject" in it.text()
        await it.resize(80, 24)
        assert it.app.screen.query_one("#summary").display


async def test_a_long_sentence_ends_in_an_ellipsis_and_fits_again() -> None:
    async with driven(FakeSession(), (80, 24)) as it:
        note = it.app.screen.query_one("#says", Note)
        note.say(LONG)
        assert _said(note)[-1].endswith("…")
        assert [len(line) <= 76 for line in _said(note)] == [True] * 3
        assert LONG.startswith(" ".join(_said(note)).removesuffix("…"))
        await it.resize(60, 15)
        note.say(LONG)
        assert len(_said(note)) == 2
        await it.resize(300, 40)
        note.say(LONG)
        assert " ".join(_said(note)) == LONG.strip()


def _said(note: Note) -> list[str]:
    return str(note.content).splitlines()


@pytest.mark.parametrize("said", ["[b]not bold[/b]", "[red]a[/] [@click=app.quit]b[/]", "[", "[/]"])
async def test_markup_in_a_sentence_shows_as_text(said: str) -> None:
    """A host's output is in it: it must not colour, click or break anything."""
    async with driven(FakeSession(), (80, 24)) as it:
        note = it.app.screen.query_one("#says", Note)
        note.say(said)
        await it.settle()
        assert said in it.text()


async def test_the_sentence_below_the_table_follows_the_terminal() -> None:
    async with driven(FakeSession(), (80, 24)) as it:
        note = it.app.screen.query_one("#says", Note)
        for size in ((80, 24), (40, 12), (120, 36)):
            await it.resize(*size)
            assert note.display
            assert len(_said(note)) == note.content_size.height


async def test_a_plan_that_is_looked_for_is_never_written_letter_by_letter() -> None:
    async with driven(FakeSession()) as it:
        lines = Lines()
        lines.show([Cell("Looking at what it needs…")])
        assert lines.virtual_size.height == 0
        await it.app.screen.mount(lines)
        await it.settle()
        assert lines.virtual_size.height == 1
