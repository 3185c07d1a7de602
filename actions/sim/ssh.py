"""The simulated hosts on the wire: an SSH server each, that can also hang, be slow or be cut off."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import asyncssh

from actions.sim import guest, rabbit
from actions.sim.call import Call
from actions.sim.commands.all import find
from actions.sim.database import SqlError
from actions.sim.host import Host
from actions.sim.http import KEPT
from actions.sim.reach import behind
from actions.sim.shell import run_line
from actions.sim.state import Cloud

USER = "operator"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, str], Awaitable[None]]
"""Serves a database connection; the text is the host that it comes from."""


class Machine:
    """One host's SSH server, and what is wrong with its wire."""

    def __init__(self, cloud: Cloud, host: Host, serve_sql: Serve) -> None:
        self.cloud = cloud
        self.host = host
        self.port = 0
        self.key = asyncssh.generate_private_key("ssh-ed25519", comment=host.name)
        self.connections: set[Any] = set()
        self.commands: deque[str] = deque(maxlen=KEPT)
        """The last lines that were run here over SSH, in order."""
        self.served = 0
        """How many lines there were."""
        self._serve_sql = serve_sql
        self._listener: asyncssh.SSHAcceptor | None = None
        self._client_key: asyncssh.SSHKey | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._delay = 0.0
        self._cut_at: tuple[str, bool] | None = None

    async def listen(self, client_key: asyncssh.SSHKey) -> None:
        """Listen on a free loopback port, or again on the one it had; that key may come in."""
        self._client_key = client_key
        allowed = asyncssh.import_authorized_keys(client_key.export_public_key().decode())
        self._listener = await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_factory=lambda: _Server(self),
            server_host_keys=[self.key],
            authorized_client_keys=allowed,
            process_factory=self._process,
            keepalive_interval=0,
        )
        self.port = self._listener.get_port()

    async def close(self) -> None:
        """Stop listening and drop all connections."""
        self._flowing.set()
        if self._listener is not None:
            self._listener.close()
        self.drop()

    # ------------------------------------------------------------ what can go wrong

    def hang(self) -> None:
        """From now on nothing answers: not a command, not a new connection."""
        self._flowing.clear()

    def slow(self, seconds: float) -> None:
        """From now on every command and connection takes so much longer."""
        self._delay = seconds

    def cut(self, during: str = "", *, after: bool = False) -> None:
        """Drop all connections; or, as soon as a line with that text comes, before or after it ran."""
        if during:
            self._cut_at = (during, after)
        else:
            self.drop()

    async def vanish(self) -> None:
        """Drop all connections and refuse new ones."""
        await self.close()

    async def heal(self) -> None:
        """Be well again."""
        self._delay = 0.0
        self._cut_at = None
        self._flowing.set()
        if self._listener is not None and self._client_key is not None:
            with contextlib.suppress(OSError):
                await self.listen(self._client_key)

    def drop(self) -> None:
        """Drop all connections at once, as a reset does."""
        for connection in list(self.connections):
            connection.abort()

    # ------------------------------------------------------------ what it serves

    async def wait(self) -> None:
        """Let what is wrong with the wire pass."""
        await asyncio.sleep(self._delay)
        await self._flowing.wait()

    async def _process(self, process: asyncssh.SSHServerProcess[str]) -> None:
        await self.wait()
        line = process.command or ""
        cut = self._cut_at if self._cut_at and self._cut_at[0] in line else None
        if cut and not cut[1]:
            self._cut_at = None
            self.drop()
            return
        call = Call(
            cloud=self.cloud,
            host=self.host,
            user=USER,
            words=("sh",),
            stdin=_Stdin(process),
            out=process.stdout.write,
            err=process.stderr.write,
            find=find,
            env={"USER": USER, "HOME": f"/home/{USER}", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
        with contextlib.suppress(BrokenPipeError, ConnectionError):
            if line:
                self.served += 1
                self.commands.append(line)
                code = await _run(call, line)
            else:
                code = await _interactive(process, call)
            if cut:
                self._cut_at = None
                self.drop()
                return
            process.exit(code)

    def relay(self, name: str, port: int) -> Callable[..., Awaitable[None]]:
        """Forward a connection to the database server, or to an instance that lets SSH in.

        Raises `ChannelOpenError` as sshd does.
        """
        if (instance := behind(self.cloud, name, "tcp", port)) is not None:
            return guest.relay(self.cloud, instance)
        if (broker := rabbit.unit_at(self.cloud, name, port, self.host.name)) is not None:
            return lambda reader, writer: rabbit.relayed(self.cloud, broker, reader, writer)
        try:
            self.cloud.check_server(name, port, self.host.name)
        except SqlError as error:
            why = error.message.rpartition("] ")[2].rstrip(")")
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_CONNECT_FAILED, why) from None
        return self._relayed

    async def _relayed(self, reader: Any, writer: Any) -> None:
        ours, theirs = socket.socketpair()
        near_reader, near_writer = await asyncio.open_connection(sock=ours)
        far_reader, far_writer = await asyncio.open_connection(sock=theirs)
        peer = self.cloud.peer(self.host.name)
        server = asyncio.ensure_future(self._serve_sql(far_reader, far_writer, peer))
        back = asyncio.ensure_future(_copy(near_reader, writer))
        await _copy(reader, near_writer)
        await asyncio.gather(back, server, return_exceptions=True)


class _Server(asyncssh.SSHServer):
    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._connection: Any = None

    def connection_made(self, conn: Any) -> None:
        self._connection = conn
        self._machine.connections.add(conn)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._machine.connections.discard(self._connection)

    async def begin_auth(self, _username: str) -> bool:
        await self._machine.wait()
        return True

    def connection_requested(
        self, dest_host: str, dest_port: int, _orig_host: str, _orig_port: int
    ) -> Any:
        return self._machine.relay(dest_host, dest_port)


class _Stdin:
    def __init__(self, process: asyncssh.SSHServerProcess[str]) -> None:
        self._process = process

    async def read(self) -> str:
        return await self._process.stdin.read()

    async def readline(self) -> str:
        return await self._process.stdin.readline()


async def _run(call: Call, line: str) -> int:
    """Run a line; a mistake of the simulation is told as one, for asyncssh would only hang up."""
    try:
        return await run_line(call, line)
    except (BrokenPipeError, ConnectionError, asyncssh.Error):
        raise
    except Exception:
        call.err(f"the simulation failed:\n{traceback.format_exc()}")
        return 70


async def _copy(reader: Any, writer: Any) -> None:
    with contextlib.suppress(OSError, asyncssh.Error):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, asyncssh.Error):
        writer.close()


async def _interactive(process: asyncssh.SSHServerProcess[str], call: Call) -> int:
    """A login shell: line by line, until `exit` or the end of input."""
    process.stdout.write(
        f"This is {call.host.name} of a simulated cloud: a small shell, no real host.\n"
    )
    while True:
        process.stdout.write(f"{USER}@{call.host.name}:~$ ")
        try:
            line = await process.stdin.readline()
        except asyncssh.BreakReceived:
            process.stdout.write("\n")
            continue
        except asyncssh.TerminalSizeChanged:
            continue
        if not line or line.strip() in ("exit", "logout"):
            return 0
        await _run(call, line.strip())
