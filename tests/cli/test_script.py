"""`stackmend plan ACTION --script`: the script on standard output, the reason on standard error."""

from __future__ import annotations

import asyncio
import subprocess

from actions.sim.cloud import SimCloud
from tests.cli.conftest import Call, Said


async def called(call: Call, cloud: SimCloud, *words: str) -> Said:
    return await asyncio.to_thread(call, "plan", *words, "--site", str(cloud.site_path))


async def test_a_plan_is_a_script_without_passwords(call: Call) -> None:
    async with SimCloud("cell0-on-cell1-database") as cloud:
        said = await called(call, cloud, "remap-cell0", "--script")
        passwords = [cloud.state.password(name) for name in ("nova", "nova-db", "admin")]
    assert (said.code, said.out.startswith("#!/bin/bash\n")) == (0, True)
    await asyncio.to_thread(subprocess.run, ["bash", "-n"], input=said.out, text=True, check=True)
    assert "nova-manage cell_v2 update_cell" in said.out
    assert "need PASSWORD_1" in said.out
    assert not any(password in said.out for password in passwords)


async def test_where_there_is_no_script_it_says_why(call: Call) -> None:
    async with SimCloud() as cloud:
        said = await called(call, cloud, "install-base", "--script")
    assert (said.code, said.out) == (1, "")
    assert "so there is no script: The site file must have one host" in said.err


async def test_a_step_alone_is_planned_by_its_name(call: Call) -> None:
    async with SimCloud() as cloud:
        said = await called(call, cloud, "install-nova/discover-hosts")
        wrong = await called(call, cloud, "install-nova/discover-host")
    assert (said.code, "There is nothing to do." in said.out) == (0, True)
    assert (wrong.code, "Do you mean install-nova/discover-hosts" in wrong.err) == (2, True)
