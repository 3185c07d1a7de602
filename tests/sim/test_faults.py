"""What can be wrong with the wire, as the real clients meet it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import aiohttp
import asyncssh
import pymysql
import pytest

from actions.sim.cloud import SimCloud
from tests.sim.clients import root, sql, ssh

SOON = 0.2
"""Seconds in which what hangs does not answer."""


async def get(cloud: SimCloud, service: str) -> tuple[int, str]:
    """Status and type of what an API's root answers."""
    async with aiohttp.ClientSession() as session, session.get(cloud.state.urls[service]) as answer:
        return answer.status, answer.content_type


async def test_a_hanging_host_answers_neither_commands_nor_connections_until_it_is_healed() -> None:
    async with SimCloud() as cloud, ssh(cloud, "compute1") as connection:
        cloud.host("compute1").hang()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connection.run("true"), SOON)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(root(cloud, "compute1", "true"), SOON)
        assert (await root(cloud, "compute2", "true")).exit_status == 0
        await cloud.host("compute1").heal()
        assert (await root(cloud, "compute1", "true")).exit_status == 0


async def test_a_vanished_host_refuses_connections() -> None:
    async with SimCloud() as cloud:
        await cloud.host("compute1").vanish()
        with pytest.raises(ConnectionRefusedError):
            await root(cloud, "compute1", "true")
        await cloud.host("compute1").heal()
        assert (await root(cloud, "compute1", "true")).exit_status == 0


async def test_a_cut_drops_the_connection_while_a_command_runs() -> None:
    async with SimCloud() as cloud, ssh(cloud, "compute1") as connection:
        process = await connection.create_process("journalctl -u nova-compute -n 1 -f")
        assert await process.stdout.readline()
        cloud.host("compute1").cut()
        with pytest.raises(asyncssh.ConnectionLost):
            await process.stdout.read()
        await connection.wait_closed()
        assert (await root(cloud, "compute1", "true")).exit_status == 0


@pytest.mark.parametrize("after", [False, True])
async def test_a_cut_can_wait_for_a_certain_command_and_come_before_or_after_it(after: bool) -> None:
    async with SimCloud() as cloud:
        cloud.host("controller").cut("create database", after=after)
        assert (await root(cloud, "controller", "true")).exit_status == 0
        with pytest.raises(asyncssh.Error):
            done = await root(cloud, "controller", "mysql -e 'create database x'")
            assert done.exit_status is None
            raise asyncssh.ConnectionLost("it ended without an exit code")
        assert cloud.state.database.has_schema("x") == after
        assert (await root(cloud, "controller", "true")).exit_status == 0


@pytest.mark.skipif(not shutil.which("ssh"), reason="there is no ssh on this machine")
async def test_a_folder_may_have_a_blank_in_its_name(tmp_path: Path) -> None:
    async with SimCloud(folder=tmp_path / "a demo") as cloud:
        assert (await root(cloud, "compute1", "hostname")).stdout == "compute1\n"
        words = ("-F", str(cloud.folder / "ssh_config"), "compute1", "hostname")
        process = await asyncio.create_subprocess_exec(
            "ssh", *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
        )
        assert (await process.communicate())[0] == b"compute1\n"


async def test_an_unknown_key_does_not_come_in() -> None:
    async with SimCloud() as cloud:
        stranger = asyncssh.generate_private_key("ssh-ed25519")
        config = [str(cloud.folder / "ssh_config")]
        with pytest.raises(asyncssh.PermissionDenied):
            await asyncssh.connect("compute1", config=config, client_keys=[stranger], agent_path=None)


async def test_the_database_refuses_connections_while_its_unit_runs() -> None:
    async with SimCloud() as cloud:
        cloud.sql.refuse()
        with pytest.raises(pymysql.OperationalError):
            await sql(cloud, "nova_api", "SELECT 1")
        cloud.sql.heal()
        assert await sql(cloud, "nova_api", "SELECT 1 AS one") == [{"one": 1}]


async def test_forwards_lead_to_the_database_only() -> None:
    async with SimCloud() as cloud, ssh(cloud, "controller") as connection:
        for place in (("controller", 22), ("nowhere", 3306), ("compute1", 3306)):
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection(*place)


async def test_an_api_breaks_and_heals() -> None:
    async with SimCloud() as cloud:
        cloud.api("compute").break_with(503)
        assert await get(cloud, "compute") == (503, "text/html")
        cloud.api("compute").break_with(200, html="<html>Please log in</html>")
        assert await get(cloud, "compute") == (200, "text/html")
        await cloud.api("compute").refuse()
        with pytest.raises(aiohttp.ClientConnectorError):
            await get(cloud, "compute")
        await cloud.api("compute").heal()
        assert await get(cloud, "compute") == (200, "application/json")
        cloud.api("compute").hang()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(get(cloud, "compute"), SOON)
