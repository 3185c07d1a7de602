"""A repair's script, run by bash and the real ssh on simulated hosts: what was wrong is mended."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from actions.causes.report import report
from actions.checks.all import CHECKS
from actions.model.fact import Snapshot
from actions.model.finding import Finding
from actions.registry import find_action
from actions.run.fresh_plan import plan_action
from actions.script.from_plan import plan_script
from actions.sim.cloud import SimCloud
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll
from tui.live.backend import Trouble
from tui.live.site_backend import SiteBackend

PROBES = tuple({probe.name: probe for check in CHECKS for probe in check.needs}.values())
MENDED = {
    "cell0-dropped": "remap-cell0",
    "cell0-not-granted": "remap-cell0",
    "failed-unit": "restart-service",
    "lost-host-mapping": "discover-hosts",
}
"""Those whose commands the simulated hosts have: no backup of rows, no python3 of a file."""


async def _findings(gateway: Gateway) -> tuple[Finding, ...]:
    return report(await poll(gateway, Snapshot(gateway.site), PROBES)).findings


@pytest.mark.parametrize("trouble", MENDED)
async def test_what_is_wrong_is_mended_by_hand(trouble: str, tmp_path: Path) -> None:
    async with SimCloud(trouble) as cloud:
        gateway = Gateway(load_site(cloud.site_path))
        try:
            finding = next(f for f in await _findings(gateway) if f.action == MENDED[trouble])
            action = find_action(finding.action)
            assert action is not None
            plan, snapshot = await plan_action(gateway, gateway.site, action, finding.target)
            text = plan_script(action, plan, snapshot)
            environment = {"PATH": "/usr/bin:/bin", "SETTLE": "0", "HOME": str(tmp_path)}
            bash = await asyncio.create_subprocess_exec(
                "bash", "-s", cwd=tmp_path, env=environment, start_new_session=True,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
            said, _ = await asyncio.wait_for(bash.communicate(text.encode()), 60)
            assert bash.returncode == 0, said.decode()
            assert finding not in await _findings(gateway)
        finally:
            await gateway.close()


async def test_the_console_s_engine_writes_the_plan_that_it_made_last() -> None:
    async with SimCloud("cell0-on-cell1-database") as cloud:
        engine = SiteBackend(Gateway(load_site(cloud.site_path)))
        try:
            first = await engine.plan("remap-cell0", "")
            assert "UPDATE instance_mappings" in engine.script(first, ())
            assert "UPDATE instance_mappings" not in engine.script(first, ("instances",))
            stuck = await engine.plan("install-base", "")
            with pytest.raises(
                Trouble, match="so there is no script: The site file must have one host"
            ):
                engine.script(stuck, ())
            with pytest.raises(Trouble, match="look again first"):
                engine.script(first, ())
        finally:
            await engine.close()
