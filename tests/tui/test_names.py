"""keys.toml: every key of the console has a name, and what no terminal sends is told with its line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from textual.keys import Keys

from screens.all import PANES
from tests.screens.cloud import NOW
from tests.tui.console import driving
from tests.tui.fake import PLAN, FakeSession
from tui import console
from tui.app import Stackmend
from tui.cli.command import UsageError
from tui.live.keynames import is_sent, likely
from tui.values.key_texts import USUAL
from tui.windows.names import keys_by_window

TUI = Path(console.__file__).parent


def keys(tmp_path: Path, text: str) -> dict[str, str]:
    """What the console takes from such a file."""
    path = tmp_path / "keys.toml"
    path.write_text(text)
    return dict(console._keys(path))


def test_every_key_of_the_console_can_be_named_and_is_one_that_a_terminal_sends() -> None:
    code = "".join(path.read_text() for path in TUI.rglob("*.py"))
    named = set(re.findall(r'id="([a-z-]+\.[a-z-]+)"', code))
    known = {name: key for one in keys_by_window(Stackmend) for name, key in one.items()}
    assert len(named) > 40
    assert named <= known.keys()
    for written in known.values():
        assert [key for key in written.split(",") if not is_sent(key)] == []


def test_no_file_is_no_keys(tmp_path: Path) -> None:
    assert console._keys(tmp_path / "keys.toml") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[keys]\nrow = 3\n", r"keys\.toml: write \[keys\]"),
        ('"row.mend" = "m"\n', r"keys\.toml: write \[keys\]"),
        ("[keys]\nrow.mend = 1\n", r"keys\.toml: write \[keys\]"),
        ("keys = [", r"keys\.toml: Invalid value"),
        ('[keys]\n"row.mnd" = "m"\n', r"toml, line 2: no key is named 'row\.mnd'; .* 'row\.mend'\?$"),
        ('[keys]\n# mine\n"row.mend"="Ctrl-K"\n', r"line 3: .*sends .*'Ctrl-K'\. Write 'ctrl\+k'\.$"),
        ('[keys]\n"row.mend" = "m, return"\n', r"line 2: no terminal .*'return'. Write 'enter'\.$"),
        ('[keys]\n"row.mend" = "nonsense"\n', r'\. Write "m", "f5", "ctrl\+k" or the like\.$'),
        ('[keys]\n"row.mend" = ""\n', r"line 2: no terminal sends a key that is called ''"),
        ('[keys]\n"row.mend" = ","\n', r"Write 'comma'"),
        ('[keys]\n"row.mend" = "l"\n', r"line 2: 'l' is the key of 'row\.log' there"),
        ('[keys]\n"row.mend" = "m"\n"row.log" = "m"\n', r"line 2: 'm' is the key of 'row\.log' there"),
        ('[keys]\n"row.mend" = "%"\n"row.log" = "percent_sign"\n', r"'%' is the key of 'row\.log'"),
        ('[keys]\n"row.mend" = "j"\n', r"line 2: 'j' is the key of 'table\.down' there"),
        ('[keys]\n"row.mend" = "r"\n', r"line 2: 'r' is the key of 'app\.refresh' there"),
        ('[keys]\n"app.refresh" = "w"\n', r"line 2: 'w' is the key of 'plan\.write' there"),
        ('[keys]\n"row.mend" = "/"\n', r"line 2: '/' is the filter, everywhere\. Write "),
        ('[keys]\n"row.mend" = "slash"\n', r"line 2: 'slash' is the filter, everywhere"),
        ('[keys]\n"row.mend" = "?"\n', r"line 2: '\?' is the help, everywhere"),
        ('[keys]\n"plan.approve" = "!"\n', r"line 2: '!' is the shell, everywhere"),
        ('[keys]\n"row.log" = "m,:"\n', r"line 2: ':' is going to a pane, everywhere"),
        ('[keys]\n"plan.approve" = "enter"\n', r"line 2: 'enter' is opening and confirming"),
        ('[keys]\n"row.mend" = "escape"\n', r"line 2: 'escape' is the way back, everywhere"),
        ('[keys]\n"row.mend" = "ctrl+p"\n', r"line 2: 'ctrl\+p' is the palette, everywhere"),
        ('[keys]\n"row.mend" = "3"\n', r"line 2: '3' is going to a pane, everywhere"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_to_write(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        keys(tmp_path, text)


@pytest.mark.parametrize(
    "key",
    ["m", "M", "%", "percent_sign", "é", "f5", "ctrl+k", "alt+m", "ctrl+shift+k", "shift+up", "ctrl+@"],
)
def test_what_a_terminal_sends_is_taken(tmp_path: Path, key: str) -> None:
    assert keys(tmp_path, f'[keys]\n"plan.approve" = "{key}"\n')["plan.approve"] == key


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("esc", "escape"), ("PgUp", "pageup"), ("del", "delete"), ("shift+k", "K"), ("ctrl+i", "tab"),
        ("ctrl+m", "enter"), ("ctrl+h", "backspace"), ("C-x", "ctrl+x"),
        ("ctrl+[", "escape"), ("ctrl+left_square_bracket", "escape"),
        ("shift+ctrl+k", "ctrl+shift+k"),
        ("ctrl+K", "ctrl+k"), (" ", "space"), ("F5", "f5"), ("f99", "f9"), ("control+up", "ctrl+up"),
        ("<any>", ""), ("cmd+k", ""), ("+", ""), ("shift+/", ""), ("pagedwn", "pagedown"),
    ],
)  # fmt: skip
def test_what_was_meant_is_guessed(wrong: str, right: str) -> None:
    assert likely(wrong) == right
    assert not right or is_sent(right)
    assert wrong == "+" or not is_sent(wrong)


def test_only_keys_of_textual_are_known_as_words() -> None:
    assert is_sent(Keys.F5.value)
    assert not is_sent(Keys.Any.value)


async def test_a_key_that_two_share_is_taken_from_one_only(tmp_path: Path) -> None:
    """e mends a finding and plans a chapter: with another key for the first, the second keeps e."""
    chosen = keys(tmp_path, '[keys]\n"row.mend" = "m"\n"browse.filter" = "f5,F"\n')
    session = FakeSession()
    async with driving(Stackmend(PANES, lambda: session, chosen)) as it:
        await it.press("7")
        assert "e Plan" in it.text()
        await it.press("e")
        assert session.planned == [("install", "")]
        await it.press("escape", "1")
        assert "m Mend" in it.text()
        await it.press("e")
        assert len(session.planned) == 1
        await it.press("m")
        assert session.planned[1:] == [("remap-cell0", "")]
        await it.press("escape", "F")
        assert it.text().splitlines()[-2].startswith(" /!word")


async def test_another_key_keeps_the_place_in_the_footer_and_is_the_one_that_texts_name(
    tmp_path: Path,
) -> None:
    chosen = keys(
        tmp_path, '[keys]\n"plan.approve" = "f5"\n"row.mend" = "m"\n"plan.decline" = "ctrl+d"\n'
    )
    session = FakeSession(made=replace(PLAN, confirm="lab"))
    app = Stackmend(PANES, lambda: session, chosen, lambda: NOW)
    async with driving(app, (100, 40)) as it:
        await it.press("6", "enter")
        assert "m shows the plan" in it.text()
        await it.press("escape", "question_mark")
        assert "m opens the plan" in it.text()
        await it.press("escape", "m")
        footer = it.text().splitlines()[-1]
        assert footer.startswith(" f5 Approve  ^d Decline step  w Write a script")
        assert "^d declines it" in it.text()
        assert "f5 asks for lab to be typed" in it.text()


def test_the_keys_that_texts_name_are_the_usual_ones() -> None:
    bound = {name: key for one in keys_by_window(Stackmend) for name, key in one.items()}
    shown = {"esc": "escape"}
    for name, key in USUAL.items():
        assert shown.get(key, key) in bound[name].split(","), name
    rooms = (TUI, TUI.parent / "screens")
    code = "".join(path.read_text() for room in rooms for path in room.rglob("*.py"))
    assert set(re.findall(r"\{([a-z]+\.[a-z-]+)\}", code)) & bound.keys() == USUAL.keys()
