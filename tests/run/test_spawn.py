"""Children: they are up when they say so, and what keeps them from starting comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.run.spawn import NotStarted, start

ROOT = Path(__file__).parent.parent.parent
PATH = {**os.environ, "PYTHONPATH": str(ROOT)}


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


FAILING = {
    "a sentence": (
        "import sys; sys.exit('/x/log: No space left on device')",
        "/x/log: No space left on device",
    ),
    "a traceback": (
        "raise OSError(28, 'No space left on device', '/x')",
        "OSError: .*No space left on device",
    ),
    "no word": ("import sys; sys.exit(3)", "it ended with exit code 3"),
}


@pytest.mark.parametrize(("text", "says"), FAILING.values(), ids=FAILING)
def test_the_reason_comes_through_the_pipe(text: str, says: str) -> None:
    with pytest.raises(NotStarted, match=says):
        start(python(text), 60)


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(NotStarted, match="/gone: No such file or directory"):
        start(["/gone"], 60)


UP = (
    "import sys; from pathlib import Path; from actions.run.spawn import is_up;"
    "is_up(Path(sys.argv[1])); print('out'); sys.exit('failed later')"
)


def test_one_that_is_up_writes_to_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start([*python(UP), str(log)], 60, env=PATH)
    assert process.wait() == 1
    assert sorted(log.read_text().split("\n")) == ["", "failed later", "out"]
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_written_is_a_reason(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="gone/log'"):
        start([*python(UP), str(tmp_path / "gone" / "log")], 60, env=PATH)


def test_one_that_takes_long_is_let_be() -> None:
    process = start(["sleep", "60"], 0.05)
    assert process.poll() is None
    process.kill()
    process.wait()


GONE = (
    "import os, sys; from pathlib import Path; os.read(0, 1);"
    "from actions.run.spawn import is_up; print('lost'); is_up(Path(sys.argv[1])); print('out')"
)
"""Starts when its standard input ends."""


def test_one_whose_starter_is_gone_goes_on(tmp_path: Path) -> None:
    """The terminal was cut off just then, or the machine was slow and nobody waits any more."""
    log = tmp_path / "log"
    reader, writer = os.pipe()
    begin, began = os.pipe()
    environment = {**PATH, "STACKMEND_IS_WAITED_FOR": "1", "PYTHONUNBUFFERED": ""}
    command = [*python(GONE), str(log)]
    process = subprocess.Popen(command, stdin=begin, stderr=writer, stdout=writer, env=environment)
    for descriptor in (reader, writer, begin, began):
        os.close(descriptor)
    assert process.wait() == 0
    assert log.read_text().endswith("out\n")
