"""Findings as a tree by keys: what opens, what folds, and the way to the row of what each is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.causes import report as report_module
from actions.causes.report import Report
from actions.model.entity import service
from tests.screens.cloud import snapshot
from tests.screens.test_findings import ALONE, ALSO, BELOW, CAUSE
from tests.tui.console import Driver, driven
from tests.tui.fake import FakeSession
from tui.values.pane import finding_key

ALL = [finding_key(one) for one in (CAUSE, BELOW, ALSO, ALONE)]
FOLDED = [ALL[0], ALL[3]]


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "report", lambda _: Report((CAUSE, ALONE), ()))


def keys(it: Driver) -> list[str]:
    return [row.key for row in it.browse.shown]


async def test_what_follows_is_in_sight_where_there_is_room_and_folded_where_there_is_not() -> None:
    async with driven(snapshot(), (100, 30)) as it:
        await it.press("6")
        assert keys(it) == ALL
        assert "▾ controller" in it.text()
        assert "C 1  W 1" in it.text()
    async with driven(snapshot(), (100, 9)) as it:
        await it.press("6")
        assert keys(it) == FOLDED
        assert "▸ controller" in it.text()
        assert "2 follow" in it.text()


async def test_the_overview_folds_where_its_summary_takes_the_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = replace(CAUSE, consequences=tuple(replace(BELOW, subject=f"c{n}/x") for n in range(6)))
    monkeypatch.setattr(report_module, "report", lambda _: Report((many,), ()))
    async with driven(snapshot(), (100, 18)) as it:
        assert keys(it) == [ALL[0]]
    async with driven(snapshot(), (100, 17)) as it:
        assert len(keys(it)) == 7


async def test_space_folds_and_enter_shows_the_finding_in_full() -> None:
    async with driven(snapshot()) as it:
        await it.press("6", "space")
        assert keys(it) == FOLDED
        await it.press("space", "down", "left")
        assert (it.cursor(), keys(it)) == (ALL[0], FOLDED)
        await it.press("right", "enter")
        assert "Findings › controller" in it.text()
        assert "What follows from it (2)" in it.text()
        await it.press("escape", "down", "enter")
        assert "Findings › controller/L3 agent" in it.text()
        assert "Follows from" in it.text()


async def test_a_filter_finds_what_follows() -> None:
    async with driven(snapshot(), (100, 9)) as it:
        await it.press("6", "slash")
        await it.type("nova-compute")
        assert keys(it) == [ALL[2]]


async def test_sorting_leaves_what_follows_below_its_cause() -> None:
    async with driven(snapshot()) as it:
        await it.press("6", "s", "s")
        assert keys(it) == [ALL[3], *ALL[:3]]
        await it.press("S")
        assert keys(it) == ALL


@pytest.mark.parametrize("way", [(), ("enter",)], ids=["row", "detail"])
async def test_a_key_goes_to_the_row_of_what_it_is_about(way: tuple[str, ...]) -> None:
    async with driven(FakeSession()) as it:
        await it.press("3", "slash")
        await it.type("nothing")
        await it.press("enter", "6", "down", *way)
        assert " o Its row" in it.text().splitlines()[-1]
        assert " ! Shell" in it.text().splitlines()[-1]
        assert " l Log" in it.text().splitlines()[-1]
        await it.press("o")
        assert (it.browse.pane.name, it.cursor()) == ("services", "neutron a2")
        assert len(it.app.screen_stack) == 1


async def test_what_has_no_row_is_said_and_the_filter_there_stays() -> None:
    async with driven(snapshot()) as it:
        await it.press("4", "slash")
        await it.type("cell1")
        await it.press("enter")
        it.app.seek("cells", BELOW.entity or "")
        await it.settle()
        (told,) = it.app._notifications
        assert told.message == "Cells has no row of service controller/neutron-l3-agent."
        assert "/cell1" in it.text().splitlines()[1]


async def test_the_way_to_a_row_is_offered_only_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nowhere = replace(ALONE, entity=service("mq2", "rabbitmq-server"))
    monkeypatch.setattr(report_module, "report", lambda _: Report((nowhere,), ()))
    async with driven(FakeSession()) as it:
        for keys in (("6",), ("enter",)):
            await it.press(*keys)
            assert "Its row" not in it.text().splitlines()[-1]
            await it.press("o")
            assert it.browse.pane.name == "findings"


async def test_the_palette_finds_what_follows_and_unfolds_it() -> None:
    async with driven(snapshot(), (100, 9)) as it:
        await it.press("ctrl+p")
        await it.type("showcompute9")
        await it.press("enter")
        assert (it.browse.pane.name, it.cursor()) == ("findings", ALL[2])


async def test_what_follows_offers_what_mends_its_cause() -> None:
    session = FakeSession()
    async with driven(session) as it:
        await it.press("6", "down", "e")
        assert session.planned == [("restart-service", "controller/rabbitmq-server")]
