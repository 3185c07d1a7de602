"""Views follow each other without a pause: a test reads faster than a person."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.PAUSE", 0.0)
