"""An error of the console itself: it ends, shows no traceback, and who runs it gets the error."""

from __future__ import annotations

import pytest
from textual.worker import WorkerFailed

from screens.all import PANES
from tui.app import Stackmend
from tui.live.backend import Backend


def _broken() -> Backend:
    raise ZeroDivisionError("no one foresaw this")


async def test_what_nobody_foresaw_ends_the_console_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = Stackmend(PANES, _broken)
    with pytest.raises(WorkerFailed):
        async with app.run_test() as pilot:
            await app.workers.wait_for_complete()
            await pilot.pause()
    app._print_error_renderables()
    assert isinstance(app.failure, ZeroDivisionError)
    assert capsys.readouterr() == ("", "")
