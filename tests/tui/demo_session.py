"""The README's pictures: the demo's own session, from its first findings to a mended cell0.

`python -m tests.tui.demo_session` draws them anew, beside this file.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from actions.sim.cloud import SimCloud
from actions.sim.names import OPENING
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from screens.all import PANES
from tui.app import Stackmend
from tui.live.site_backend import SiteBackend

FOLDER = Path(__file__).parent / "demo"
SIZE = (110, 32)
PATIENCE = 60.0


async def _until(pilot: Pilot[None], *texts: str) -> str:
    """The picture, once all the texts are in it, and none that stands behind a minus."""
    wanted = [text.replace(" ", "&#160;") for text in texts]
    async with asyncio.timeout(PATIENCE):
        while True:
            drawn = pilot.app.export_screenshot(title="stackmend demo")
            if all((text.removeprefix("-") in drawn) != text.startswith("-") for text in wanted):
                return drawn
            await pilot.pause(0.2)


async def _draw() -> None:
    FOLDER.mkdir(exist_ok=True)
    async with SimCloud(*OPENING, pace=0.2) as cloud:
        app = Stackmend(PANES, lambda: SiteBackend(Gateway(load_site(cloud.site_path))))
        async with app.run_test(size=SIZE) as pilot:
            steps = (
                ("overview", "", ("remap-cell0", "discover-hosts", "restart-service", "7 of 7 answer")),
                ("plan", "e", ("lines 1", "update_cell")),
                ("run", "a", ("Done, and verified", *(f"-{n}/6" for n in range(7)))),
                ("mended", "1", ("discover-hosts", "C 1", "7 up", "-remap-cell0")),
                ("cells", "4", ("nova_cell0", "1 unmapped", "-mapped)")),
            )
            for name, key, texts in steps:
                if key:
                    await pilot.press(key)
                (FOLDER / f"{name}.svg").write_text(await _until(pilot, *texts))
                await pilot.pause(1.0)  # a plan takes no approval before it could be seen


def main() -> None:
    """Draw them, with a home folder that is thrown away."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_STATE_HOME": f"{home}/state", "COLORTERM": "truecolor"}
        asyncio.run(_draw())


if __name__ == "__main__":
    main()
