"""The grammar: options that every command takes, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tui.cli import all as registry
from tui.cli.all import COMMANDS
from tui.cli.command import Command
from tui.cli.options import chosen_site, invocation
from tui.cli.parse import parse

SHARED = ("--site", "x.toml", "--cloud", "lab", "--read-only")
ELSEWHERE = [command.name for command in COMMANDS if "--site" not in command.shared]
ARGUMENTS = {"path": ["web-1"], "run": ["remap-cell0"], "snapshot": ["out.json"]}


@pytest.mark.parametrize("name", sorted({command.name for command in COMMANDS} - {*ELSEWHERE}))
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
    (): "stackmend run fix 'a b'",
    ("--demo",): "stackmend run fix 'a b' --demo",
    ("--site", "my lab.toml", "--cloud", "x"): (
        "stackmend run fix 'a b' --site '/here/my lab.toml' --cloud x"
    ),
    ("--cloud", "x", "--region", "south"): "stackmend run fix 'a b' --cloud x --region south",
    ("--from", "facts.json"): "",
}


@pytest.mark.parametrize(("words", "text"), SPELLED.items())
def test_options_are_spelled_for_the_next_command(words: tuple[str, ...], text: str) -> None:
    called = invocation(parse(words))
    assert called.run("fix", "a b").replace(str(Path.cwd()), "/here") == text


def test_a_site_file_of_the_environment_is_spelled_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACKMEND_SITE", "/lab.toml")
    assert invocation(parse([])).run("fix") == "stackmend run fix --site /lab.toml"
    assert invocation(parse(["--demo"])).run("fix") == "stackmend run fix --demo"


def test_the_shells_region_is_spelled_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """But not where the site file names a clouds.yaml of its own: its regions are others."""
    monkeypatch.setenv("OS_REGION_NAME", "south")
    monkeypatch.setenv("OS_CLOUD", "x")
    assert chosen_site(parse([])).invocation.run("fix") == "stackmend run fix --cloud x --region south"
    here = chosen_site(parse(["--region", "north"]))
    assert here.invocation.run("fix") == "stackmend run fix --cloud x --region north"


def test_an_unknown_option_is_told_by_its_own_command(call: Call) -> None:
    said = call("check", "--bogus")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("usage: stackmend check ")
    assert said.err.endswith("stackmend check: error: unrecognized arguments: --bogus\n")


def test_words_behind_an_option_belong_to_the_target() -> None:
    words = ["run", "disable-service", "c1/nova-compute", "--yes", "night", "test"]
    assert parse(words).target == ["c1/nova-compute", "night", "test"]


def test_the_demo_offers_no_other_site(call: Call) -> None:
    said = call("demo", "--help").out
    assert "--read-only" in said
    assert not any(option in said for option in ("--site", "--cloud", "--from", "--demo"))
    told = call("--site", "x.toml", "demo")
    assert (told.code, "--demo brings its own site" in told.err) == (2, True)
