"""This machine itself as a host: its shell and its network, in the shape of an SSH connection.

What asyncssh's connection and process have, and `Ssh` uses, these have: so turns, bounds, sudo and
the host's lock are the same as over SSH.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import signal
from asyncio.subprocess import PIPE, STDOUT, Process, SubprocessStreamProtocol
from collections.abc import Mapping
from typing import cast

import asyncssh

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_LIMIT = 65536
"""Bytes of output that wait to be read."""

_CARRIER = 'exec 3<&0; sh -c "$1" <&3 3<&- & exec 3<&-; wait $!'
"""asyncio kills its child where nobody waits for it any more. So the line runs in a child of that one,
and goes on as it does on a host whose connection was cut: a lock that it holds stays held."""


class LocalConnection:
    """The way to this machine itself: always there."""

    def __init__(self) -> None:
        self._closed = False
        self._user = _user()

    def is_closed(self) -> bool:
        """It was closed by us."""
        return self._closed

    def close(self) -> None:
        """Nothing is held."""
        self._closed = True

    def get_extra_info(self, name: str) -> str:
        """Who the commands run as, for "username"; nothing else is known."""
        return {"username": self._user.pw_name}.get(name, "")

    async def start(self, line: str, apart: bool) -> LocalProcess:
        """Start a line in a shell, as sshd would: in a session of its own, in a login's environment.

        `apart`: its errors are not in its output.
        """
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(_LIMIT, loop),
            "/bin/sh",
            "-c",
            _CARRIER,
            "sh",
            line,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE if apart else STDOUT,
            cwd="/",
            env=self._environment(),
            start_new_session=True,
        )
        return LocalProcess(transport, Process(transport, protocol, loop))

    async def open_connection(
        self, address: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to a place, and raise what sshd's refusal would."""
        try:
            return await asyncio.open_connection(address, port)
        except OSError as error:
            said = os.strerror(error.errno) if error.errno else str(error)
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_CONNECT_FAILED, said) from None

    def _environment(self) -> Mapping[str, str]:
        """Not the operator's own: OS_PASSWORD and a virtual environment's PATH are in that."""
        return {
            "HOME": self._user.pw_dir,
            "LOGNAME": self._user.pw_name,
            "PATH": _PATH,
            "SHELL": self._user.pw_shell,
            "USER": self._user.pw_name,
        }


def _user() -> pwd.struct_passwd:
    """Who runs this; a user whom the passwd database does not know has his number for a name."""
    uid, gid = os.geteuid(), os.getegid()
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return pwd.struct_passwd((str(uid), "x", uid, gid, "", "/", "/bin/sh"))


class LocalProcess:
    """A process of this machine, with the names that asyncssh gives its parts."""

    def __init__(self, transport: asyncio.SubprocessTransport, process: Process) -> None:
        self._transport = transport
        self._process = process
        self.stdin = cast(asyncio.StreamWriter, process.stdin)
        self.stdout = cast(asyncio.StreamReader, process.stdout)
        self.stderr = cast(asyncio.StreamReader, process.stderr)

    @property
    def exit_status(self) -> int | None:
        """The exit code; None: it has not ended."""
        return self._process.returncode

    @property
    def exit_signal(self) -> tuple[str] | None:
        """The signal that ended it, without SIG."""
        code = self._process.returncode
        return (
            (signal.Signals(-code).name.removeprefix("SIG"),) if code is not None and code < 0 else None
        )

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it says, until it has ended."""
        return await self._process.communicate()

    async def wait_closed(self) -> None:
        """Wait until it has ended."""
        await self._process.wait()

    def close(self) -> None:
        """Hear no more of it; what it runs goes on."""
        self._transport.close()
