"""ProxyCommand: the command whose standard input and output lead to a host, as ssh starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass

_ENDED = "the ProxyCommand ended without handing a connection over"


@dataclass
class ProxyCommand:
    """A running one, and our end of it."""

    socket: socket.socket
    process: asyncio.subprocess.Process

    def end(self) -> None:
        """End it with all that it started; ssh sends it a hang-up too."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGHUP)


async def start(command: str, passes_socket: bool) -> ProxyCommand:
    """Start it by the operator's shell; what it says on its error stream is not kept.

    With `passes_socket` (ProxyUseFdpass) it hands over a connected socket, and ends. Raises `OSError`.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            process = await asyncio.create_subprocess_exec(
                os.environ.get("SHELL") or "/bin/sh",
                "-c",
                f"exec {command}",
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except BaseException:
            ours.close()
            raise
    proxy = ProxyCommand(ours, process)
    if passes_socket:
        try:
            proxy.socket = await _handed_over(ours)
        except BaseException:
            proxy.end()
            raise
        finally:
            ours.close()
    proxy.socket.setblocking(False)
    return proxy


async def _handed_over(channel: socket.socket) -> socket.socket:
    """The socket that comes through another one."""
    channel.setblocking(False)
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(channel, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(channel)
    _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    if not descriptors:
        raise OSError(_ENDED)
    return socket.socket(fileno=descriptors[0])
