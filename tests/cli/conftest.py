"""The command line as it is called: arguments in; exit code, output and narration back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.__main__ import main


@dataclass(frozen=True)
class Said:
    """What a call gave."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


class Keyboard(io.StringIO):
    """A standard input at which a person sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with nothing in it."""
    for name in ("OS_CLOUD", "OS_AUTH_URL", "OS_REGION_NAME", "STACKMEND_SITE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call stackmend; `typed` is what a person types, None: nobody is there."""

    def called(*arguments: str, typed: str | None = None) -> Said:
        stdin = io.StringIO() if typed is None else Keyboard(typed)
        monkeypatch.setattr("sys.stdin", stdin)
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return called
