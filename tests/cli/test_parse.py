"""The grammar: options that every command takes, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tui.cli import all as registry
from tui.cli.all import COMMANDS
from tui.cli.command import Command
from tui.cli.options import spelled
from tui.cli.parse import parse

SHARED = ("--site", "x.toml", "--cloud", "lab", "--read-only")
ARGUMENTS = {"path": ["web-1"], "run": ["remap-cell0"], "snapshot": ["out.json"]}


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_takes_the_shared_options_before_and_behind(name: str) -> None:
    own = [name, *ARGUMENTS.get(name, [])]
    for words in ([*SHARED, *own], [*own, *SHARED], [*SHARED[:2], *own, *SHARED[2:]]):
        options = parse(words)
        assert (options.site, options.cloud, options.read_only) == (Path("x.toml"), "lab", True)
        assert (options.demo, options.file, options.command.name) == (None, None, name)


def test_without_a_command_the_console_opens() -> None:
    assert parse(["--demo"]).command is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_its_exit_codes(call: Call, command: Command) -> None:
    said = call(command.name, "--help")
    assert said.code == 0
    assert "Exit codes: 0" in said.out


def test_every_file_of_a_command_is_registered_in_order() -> None:
    names = [command.name for command in COMMANDS]
    assert names == sorted(names)
    folder = Path(registry.__file__).parent
    files = {path.stem for path in folder.glob("*.py") if "COMMAND = Command(" in path.read_text()}
    assert files == set(names)


SPELLED = {
    (): "",
    ("--demo",): " --demo",
    ("--site", "my lab.toml", "--cloud", "x"): " --site 'my lab.toml' --cloud x",
}


@pytest.mark.parametrize(("words", "text"), SPELLED.items())
def test_options_are_spelled_for_the_next_command(words: tuple[str, ...], text: str) -> None:
    assert spelled(parse(words)) == text
