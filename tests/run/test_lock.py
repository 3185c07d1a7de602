"""Locks: one holder, who is named to the others, and whose end frees it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from actions.run.lock import LockHeld, held, hold


def test_one_holds_it_and_others_are_told_who(tmp_path: Path) -> None:
    first = hold(tmp_path / "lock", note="the first, whose name is long")
    with pytest.raises(LockHeld, match=r"^the first, whose name is long$"):
        hold(tmp_path / "lock", note="second", patience=0.0)
    os.close(first)
    third = hold(tmp_path / "lock", note="third")
    with pytest.raises(LockHeld, match=r"^third$"):
        hold(tmp_path / "lock", patience=0.0)
    os.close(third)


def test_looking_tells_and_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not held(path)
    assert not path.exists()
    descriptor = hold(path)
    assert held(path)
    os.close(descriptor)
    assert not held(path)
    os.close(hold(path))
