"""The real clients, as tests use them on a simulated cloud."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncssh
import pymysql
from pymysql.cursors import DictCursor

from actions.sim.cloud import SimCloud


@asynccontextmanager
async def ssh(cloud: SimCloud, host: str) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """An SSH connection by the cloud's own ssh_config."""
    config = [str(cloud.folder / "ssh_config")]
    async with asyncssh.connect(host, config=config) as connection:
        yield connection


async def root(cloud: SimCloud, host: str, line: str) -> asyncssh.SSHCompletedProcess:
    """One line as root on a host."""
    async with ssh(cloud, host) as connection:
        return await connection.run(f"sudo -n -- {line}")


async def sql(
    cloud: SimCloud, schema: str, *statements: str, via: str = "controller", name: str = "controller"
) -> list[dict[str, Any]]:
    """The rows of the last statement, through an SSH forward, as nova's account."""
    async with (
        ssh(cloud, via) as connection,
        connection.forward_local_port("127.0.0.1", 0, name, 3306) as listener,
    ):
        return await asyncio.to_thread(_query, cloud, listener.get_port(), schema, statements)


def _query(
    cloud: SimCloud, port: int, schema: str, statements: tuple[str, ...]
) -> list[dict[str, Any]]:
    client = pymysql.connect(
        host="127.0.0.1",
        port=port,
        user="nova",
        password=cloud.state.password("nova-db"),
        database=schema,
        cursorclass=DictCursor,
        autocommit=True,
    )
    with client, client.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall())


async def api(cloud: SimCloud, service: str, path: str, method: str = "GET", **more: Any) -> Any:
    """An API's answer through the SDK's session: the decoded body, or the status without one."""
    return await asyncio.to_thread(_call, cloud, service, path, method, more)


def _call(cloud: SimCloud, service: str, path: str, method: str, more: dict[str, Any]) -> Any:
    import openstack
    from openstack.config import OpenStackConfig

    config = OpenStackConfig(config_files=[str(cloud.folder / "clouds.yaml")]).get_one(cloud="demo")
    connection = openstack.connection.Connection(config=config)
    try:
        proxy = getattr(connection, service)
        answer = proxy.request(path, method, **more)
        return answer.json() if answer.content and answer.status_code < 400 else answer.status_code
    finally:
        connection.close()
