"""Whatever is wrong with the input is one sentence on standard error, and exit code 2."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from actions.run.lock import hold
from tests.cli.conftest import Call
from tests.cli.test_runs import BEGUN, DONE, make_run
from tui.cli import choosing, info
from tui.cli.printing import as_json

ROOT = Path(__file__).parent.parent.parent

WRONG = {
    "no site file": (
        ("check",),
        "site.toml does not exist; `stackmend --cloud NAME` needs none on a cloud of clouds.yaml, and "
        "`stackmend init` writes one.",
    ),
    "a site file that is none": (("check", "--site", "bad.toml"), "bad.toml: "),
    "a snapshot that is none": (("check", "--from", "bad.toml"), "bad.toml is no snapshot"),
    "two sites": (("check", "--demo", "--site", "x"), "--demo brings its own site: leave --site out."),
    "an unknown action": (
        ("plan", "remap-cel0", "--site", "good.toml"),
        "There is no action 'remap-cel0'. Do you mean remap-cell0 or remap-cell?",
    ),
    "no target": (("plan", "restart-service", "--site", "good.toml"), "restart-service needs a target"),
    "a target for nothing": (("plan", "remap-cell0", "x", "--site", "good.toml"), "takes no target"),
    "a plan of saved facts": (("plan", "remap-cell0", "--from", "x"), "--from is for the console"),
    "read-only": (("run", "remap-cell0", "--read-only"), "Nothing was run: stackmend is in read-only"),
    "a console without a terminal": ((), "The console needs a terminal"),
    "two words for one target": (
        ("plan", "remap-cell", "a", "b", "--site", "good.toml"),
        "remap-cell takes one target (cell's UUID), and was given 2 words: a b",
    ),
    "a site file elsewhere": (
        ("check", "--site", "gone.toml"),
        "gone.toml does not exist; `stackmend init --site ",
    ),
    "a snapshot into a folder": (("snapshot", "."), "'.' names no file that could be written."),
    "a snapshot into nowhere": (
        ("snapshot", "gone/x.json", "--site", "good.toml"),
        "gone/x.json cannot be written: No such file or directory.",
    ),
}

NOTHING = "Nothing was run yet.\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text("x = ")
    (tmp_path / "good.toml").write_text('name = "lab"\nclouds_file = "none.yaml"\ncloud = "lab"\n')


@pytest.mark.parametrize(("arguments", "says"), WRONG.values(), ids=WRONG)
def test_one_sentence(call: Call, arguments: tuple[str, ...], says: str) -> None:
    said = call(*arguments)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert said.err.startswith("stackmend: ")
    assert said.err.count("\n") == 1


SHELL = {
    "a URL that is none": (
        ("OS_AUTH_URL", "http://[fd00::1"),
        "'http://[fd00::1' is no URL and no cloud's name: --cloud, OS_CLOUD or OS_AUTH_URL gives it.",
    ),
    "the home of a user who is none": (
        ("STACKMEND_SITE", "~nosuchuser/x.toml"),
        "~nosuchuser/x.toml does not exist; ",
    ),
}


@pytest.mark.parametrize(("variable", "says"), SHELL.values(), ids=SHELL)
@pytest.mark.parametrize("words", [("check",), ("plan", "remap-cell0")], ids=" ".join)
def test_a_variable_of_the_shell_that_is_wrong(
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    variable: tuple[str, str],
    says: str,
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv(*variable)
    said = call(*words)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith(f"stackmend: {says}")


def test_a_state_folder_that_cannot_be_made(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    said = call("demo", "--stop")
    assert (said.code, said.err) == (
        2,
        "stackmend: /dev/null/stackmend cannot be made: Not a directory; "
        "set XDG_STATE_HOME to a folder that can be written.\n",
    )


@pytest.mark.parametrize("words", [("runs",), ("runs", "--json"), ("info",), ("show",), ("resume",)])
def test_who_only_reads_makes_no_folder(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    for state in (str(home / "state"), "/dev/null"):
        monkeypatch.setenv("XDG_STATE_HOME", state)
        said = call(*words)
        assert "cannot be made" not in said.err
        assert (said.code, said.err) in ((0, ""), (0, NOTHING), (2, f"stackmend: {NOTHING}"))
    assert not (home / "state").exists()
    assert not (home / "config").exists()


def test_a_file_that_cannot_be_used_is_named(call: Call, home: Path) -> None:
    (home / "state/stackmend").mkdir(parents=True)
    (home / "state/stackmend/demo").mkdir()
    (home / "state/stackmend/demo/lock").mkdir()
    said = call("demo", "--stop")
    assert (said.code, said.err) == (
        2,
        f"stackmend: {home}/state/stackmend/demo/lock: Is a directory.\n",
    )


@pytest.mark.slow
def test_a_locale_without_utf_8(home: Path) -> None:
    (home / "α.toml").write_text("")
    words = [sys.executable, "-m", "tui", "check", "--site", "α.toml"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    said = subprocess.run(words, env=env, cwd=home, capture_output=True, check=False)
    assert (said.returncode, said.stderr[:19]) == (2, b"stackmend: ?.toml: ")


def heard_by_nobody(home: Path, *words: str) -> tuple[int, bytes]:
    """The exit code and narration of a command whose output goes into a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    said = subprocess.run(
        [sys.executable, "-m", "tui", *words],
        env={**kept, "PYTHONPATH": str(ROOT)},
        cwd=home,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    return said.returncode, said.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", [("plan",), ("info", "--json"), ("show",)])
def test_what_nobody_hears_to_its_end_is_not_called_well(home: Path, words: tuple[str, ...]) -> None:
    make_run("20260101-remap-cell0", *DONE)
    code, said = heard_by_nobody(home, *words)
    assert code == 128 + signal.SIGPIPE
    assert b"Traceback" not in said


@pytest.mark.slow
def test_a_run_that_is_not_followed_any_more_goes_on(home: Path) -> None:
    lock = hold(make_run("20260101-remap-cell0", *BEGUN) / "lock")
    code, said = heard_by_nobody(home, "show", "--follow")
    os.close(lock)
    assert code == 128 + signal.SIGPIPE
    assert said.startswith(b"Run 20260101-remap-cell0 goes on without you: ")


@pytest.mark.slow
def test_a_script_is_the_same_in_every_locale() -> None:
    words = "from tui.cli.printing import exact; import sys; sys.stdout.reconfigure(errors='replace'); "
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", f"{words}exact('rm /srv/\\xe4/\\udcff\\n')"]
    said = subprocess.run(command, env=env, capture_output=True, check=True)
    assert said.stdout == "rm /srv/ä/".encode() + b"\xff\n"


def test_json_is_in_letters_that_every_locale_has(capsys: pytest.CaptureFixture[str]) -> None:
    as_json({"α": "…"})
    assert capsys.readouterr().out.isascii()


def test_an_unknown_option_or_command_is_told_by_its_parser(call: Call) -> None:
    for arguments in (("--nothing",), ("checks",), ("run",)):
        said = call(*arguments)
        assert (said.code, "usage: stackmend" in said.err) == (2, True)


def test_what_nobody_foresaw_where_nothing_can_be_written(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "table", lambda *_: 1 // 0)
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    said = call("plan")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "nobody foresaw (ZeroDivisionError), and what happened could not be written" in said.err


def test_what_nobody_foresaw_is_written_down(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(info, "_versions", lambda: 1 // 0)
    said = call("info")
    path = home / "state/stackmend/crash.log"
    assert said.code == 2
    assert said.err.rstrip().endswith(f"nobody foresaw (ZeroDivisionError): see {path}")
    assert "1 // 0" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
