"""What is offered to be done: in the footer, in help, in the palette, and by keys of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from actions.facts.hosts.units import Unit
from screens.all import PANES
from tests.screens.cloud import NOW, snapshot
from tests.tui.console import Driver, driven, driving
from tests.tui.fake import FakeSession
from tui.app import Stackmend
from tui.windows import messages

BOXED = "kolla-nova_compute-container"


async def test_the_footer_offers_what_the_row_allows() -> None:
    async with driven(FakeSession()) as it:
        await it.press("6")
        assert " e Mend" in _footer(it)
        await it.press("2", "down")
        assert " e Mend" not in _footer(it)
        assert " ! Shell" in _footer(it)


async def test_a_recording_offers_nothing_to_do() -> None:
    async with driven(snapshot()) as it:
        await it.press("6")
        assert "Mend" not in _footer(it)
        await it.press("e")
        assert len(it.app.screen_stack) == 1
        assert "recorded" in it.text()


async def test_every_key_can_be_another() -> None:
    session = FakeSession()
    app = Stackmend(PANES, lambda: session, {"row.mend": "m", "app.jump": "f2"}, lambda: NOW)
    async with driving(app) as it:
        await it.press("6", "e")
        assert session.planned == []
        await it.press("m")
        assert session.planned == [("remap-cell0", "")]


async def test_help_tells_the_keys_of_this_pane() -> None:
    async with driven(FakeSession()) as it:
        await it.press("6", "question_mark")
        assert "row.mend" in it.text()
        await it.press("escape")
        assert len(it.app.screen_stack) == 1


async def test_the_palette_finds_a_finding_by_its_subject() -> None:
    session = FakeSession()
    async with driven(session) as it:
        await it.press("ctrl+p")
        await it.type("discover")
        await it.press("enter")
        assert session.planned[0][0] == "discover-hosts"


async def test_what_an_offer_asks_for_is_put_behind_its_target() -> None:
    session = FakeSession()
    async with driven(session) as it:
        await it.press("3", "down", "down", "D")
        await it.type("disk")
        await it.press("enter")
        assert session.planned == [("disable-service", "compute1/nova-compute disk")]


def _footer(it: Driver) -> str:
    return it.text().splitlines()[-1]


async def test_the_footer_tells_what_can_be_typed_and_keeps_the_way_out() -> None:
    async with driven(FakeSession(), (60, 24)) as it:
        await it.press("slash")
        await it.type("a/b")
        assert it.text().splitlines()[-2:] == [" /a/b", " ⏎ OK  esc Back"]
        await it.press("tab")
        await it.type("c")
        assert it.text().splitlines()[-2] == " /a/bc"
        await it.press("escape", "colon")
        assert it.text().splitlines()[-1] == " ⏎ OK  esc Back  tab Complete"
        await it.press("escape", "e")
        assert it.text().splitlines()[-1].endswith("  esc Back  ? Help")
        assert it.text().splitlines()[-1].startswith(" a Approve (lines 1–19 of 21)  ")


async def test_the_way_through_long_texts_is_in_the_help() -> None:
    async with driven(FakeSession(), (100, 50)) as it:
        await it.press("e", "question_mark")
        assert "Last line, and follow" in it.text()


async def test_the_palette_shows_markup_as_text() -> None:
    facts = snapshot()
    async with driven(session := FakeSession(facts=facts)) as it:
        view = it.app.view
        assert view is not None
        finding = replace(
            view.report.findings[0],
            subject="[red]host[/red]",
            message="[api_database]connection is [/wrong]",
        )
        it.app._banner = replace(
            it.app._banner, view=replace(view, report=replace(view.report, findings=(finding,)))
        )
        await it.press("ctrl+p")
        await it.type("mendhost")
        await it.settle()
        assert "Mend [red]host[/red]: remap-cell0" in it.text()
        assert "[api_database]connection is [/wrong]" in it.text()
        assert session.planned == []


async def test_read_only_opens_no_shell_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    async def away(*given: object) -> None:
        opened.append(given)

    monkeypatch.setattr("tui.live.suspend.away", away)
    async with driven(FakeSession(read_only=True)) as it:
        await it.press("2")
        assert "! Shell" not in _footer(it)
        await it.press("exclamation_mark")
        assert _told(it) == [messages.NO_SHELL]
        await it.press("enter", "exclamation_mark", "escape", "ctrl+p")
        await it.type("shellon")
        assert "Shell on" not in it.text()
        await it.press("escape")
        it.app.post_message(messages.OpenShell("controller"))
        await it.settle()
        assert opened == []
    async with driven(FakeSession()) as it:
        await it.press("2", "exclamation_mark")
        assert len(opened) == 1


@pytest.mark.parametrize(("typed", "unit"), [("h", ""), ("c", BOXED), ("", None)])
async def test_of_a_container_the_shell_asks_where(
    monkeypatch: pytest.MonkeyPatch, typed: str, unit: str | None
) -> None:
    opened: list[list[str]] = []

    async def away(_: object, command: list[str]) -> None:
        opened.append(command)

    monkeypatch.setattr("tui.live.suspend.away", away)
    facts = snapshot()
    known = {host: replace(r, fact=_boxed(r.fact)) for host, r in facts.readings["units"].items()}
    facts = replace(facts, readings={**facts.readings, "units": known})
    async with driven(FakeSession(facts=facts)) as it:
        await it.press("3", "slash")
        await it.type("nova-compute")
        await it.press("enter", "exclamation_mark")
        assert "host or container nova_compute on compute" in it.text()
        await it.type(typed)
        await it.press("enter" if typed else "escape")
        await it.settle()
    if unit is None:
        assert opened == []
    else:
        (command,) = opened
        assert command[2:] == ([unit] if unit else [])


def _boxed(known: Mapping[str, Unit] | None) -> dict[str, Unit]:
    """The same units, nova-compute's in a container."""
    named = {name: BOXED if name == "nova-compute" else name for name in known or {}}
    return {named[name]: replace(one, name=named[name]) for name, one in (known or {}).items()}


async def test_the_key_of_the_shell_can_be_another_in_read_only_too() -> None:
    session = FakeSession(read_only=True)
    app = Stackmend(PANES, lambda: session, {"row.shell": "f4"}, lambda: NOW)
    async with driving(app) as it:
        await it.press("2", "f4")
        assert _told(it) == [messages.NO_SHELL]


def _told(it: Driver) -> list[str]:
    return [told.message for told in it.app._notifications]
