"""An instance of the simulated cloud, which answers over SSH to the key that it was given."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import asyncssh

from actions.sim.call import Call, TextInput
from actions.sim.commands.all import find
from actions.sim.host import Host
from actions.sim.shell import run_line
from actions.sim.state import Cloud, Row

USER = "cirros"
_KEYS = "compute/host-keys"


async def serve(cloud: Cloud, instance: Row, near: socket.socket) -> None:
    """Be the instance's SSH server on a connected socket, until it ends."""
    keys = cloud.rows(_KEYS)
    if instance["id"] not in keys:
        keys[instance["id"]] = {"key": asyncssh.generate_private_key("ssh-ed25519")}
    public = cloud.rows("compute/keypairs")[instance["key_name"]]["public_key"]
    host = Host(instance["name"], "", (), cloud.clock)
    host.boot = cloud.clock.now() - 60

    async def process(channel: asyncssh.SSHServerProcess[str]) -> None:
        call = Call(
            cloud=cloud,
            host=host,
            user=USER,
            words=("sh",),
            stdin=TextInput(),
            out=channel.stdout.write,
            err=channel.stderr.write,
            find=find,
        )
        channel.exit(await run_line(call, channel.command or ""))

    connection = await asyncssh.run_server(
        near,
        server_factory=_Server,
        server_host_keys=[keys[instance["id"]]["key"]],
        authorized_client_keys=asyncssh.import_authorized_keys(public),
        process_factory=process,
    )
    await connection.wait_closed()


class _Server(asyncssh.SSHServer):
    """Lets the image's user in, and nobody else."""

    def begin_auth(self, username: str) -> bool:
        """Called before any key is looked at."""
        if username != USER:
            raise asyncssh.PermissionDenied(f"no user {username}")
        return True


def relay(cloud: Cloud, instance: Row) -> Callable[..., Awaitable[None]]:
    """A session that carries a forwarded connection's bytes to the instance's SSH server."""

    async def carry(reader: Any, writer: Any) -> None:
        near, far = socket.socketpair()
        serving = asyncio.ensure_future(serve(cloud, instance, near))
        far_reader, far_writer = await asyncio.open_connection(sock=far)
        back = asyncio.ensure_future(copy(far_reader, writer))
        await copy(reader, far_writer)
        await asyncio.gather(back, serving, return_exceptions=True)

    return carry


async def copy(reader: Any, writer: Any) -> None:
    """Carry bytes until the reader ends, and then end the writer."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (OSError, asyncssh.Error):
        pass
    finally:
        writer.close()
