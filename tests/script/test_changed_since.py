"""A script that writes a whole file stops where somebody has changed it since the plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions.formats.config_edit import CHANGED, digest, write
from actions.model.secret import Secret, Text
from tests.script.by_hand import run, steps, written
from tests.script.test_script import NOVA, PASSWORDS, owned


@pytest.mark.parametrize("secret", [True, False])
def test_a_whole_file_that_was_changed_since_the_plan_stays(tmp_path: Path, *, secret: bool) -> None:
    path = tmp_path / "it's a file"
    path.write_text("before\n")
    content = Text.of(NOVA if secret else "new", "\n")
    now = Secret("before\n")
    command = replace(write("controller", str(path), content, owned(), now=now), items=("other",))
    text = written(steps(command))
    assert secret == (digest(now) not in text)  # others could try passwords on it
    path.write_text("changed since\n")
    ended = run(text, tmp_path, **PASSWORDS)
    assert ended.code == CHANGED
    assert f"{path} was changed since this was planned: nothing was written" in ended.said
    assert path.read_text() == "changed since\n"
    path.write_text("before\n")
    for _ in range(2):  # again after an interruption
        assert run(text, tmp_path, **PASSWORDS).code == 0
        assert path.read_text() == content.wire()
