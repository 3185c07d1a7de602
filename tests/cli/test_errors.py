"""Whatever is wrong with the input is one sentence on standard error, and exit code 2."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tui.cli import info

WRONG = {
    "no site file": (
        ("check",),
        "site.toml does not exist; `stackmend init` writes a first site file.",
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
    "a snapshot into nowhere": (
        ("snapshot", "gone/x.json", "--site", "good.toml"),
        "gone/x.json cannot be written: No such file or directory.",
    ),
}


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


def test_an_unknown_option_or_command_is_told_by_its_parser(call: Call) -> None:
    for arguments in (("--nothing",), ("checks",), ("run",)):
        said = call(*arguments)
        assert (said.code, "usage: stackmend" in said.err) == (2, True)


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
