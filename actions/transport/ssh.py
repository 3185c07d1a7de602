"""SSH: one connection a host, kept, with as many sessions on it as sshd grants. Imports asyncssh."""

from __future__ import annotations

import asyncio
import codecs
import signal
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import asyncssh

from actions.model.command import Shell
from actions.model.errors import Unanswered, Unasked, Unreachable
from actions.model.query import AskLogin, LoginAnswer, ShellAnswer
from actions.model.site import Host, Site
from actions.transport import remote_command
from actions.transport.guest_login import log_in
from actions.transport.lazy import Once
from actions.transport.ssh_connect import Dial, Target, spoken

_SESSIONS = 8
"""sshd grants ten on a connection (MaxSessions)."""

_OPEN = 15.0
"""Seconds in which a session must open."""

_CROWDED = (0.2, 0.5, 1.0, 2.0)
"""Seconds between tries to open a session: sshd counts those that were given up until they end."""

_CHANNEL = 5.0
"""Seconds in which a host must have connected to a place that it was asked to."""

_CONNECT = 30.0
"""Seconds that a command waits for its connection, its turn to dial included."""

_BACK_OFF = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds before a host that is down is tried again, after each failure in a row."""

_LONG_LINE = 8192
"""Characters of a line without end that are given as a line."""


T = TypeVar("T")

Process = asyncssh.SSHClientProcess[bytes]
Source = asyncssh.SSHReader[bytes] | asyncio.StreamReader
Sink = asyncssh.SSHWriter[bytes] | asyncio.StreamWriter


@dataclass
class _Link:
    """What is known about the way to one host."""

    host: Host
    connection: Once[asyncssh.SSHClientConnection]
    sessions: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SESSIONS))
    failures: int = 0
    error: str = ""
    next_try: float = 0.0
    """By the loop's clock."""


class Ssh:
    """The hosts of one site; all errors are `Unanswered` with the host's name in front."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._dial = Dial(site.ssh_config)
        self._links: dict[str, _Link] = {}

    async def ask(self, host: str, line: str, timeout: float) -> ShellAnswer:
        """Run a read-only line as root; raises `Unanswered`, also after `timeout` seconds."""
        doing = "connecting"
        try:
            async with asyncio.timeout(timeout):
                link = self._link(host)
                connection = await self.connection(host)
                doing = "running a question"
                return await self._answer(link, connection, line)
        except TimeoutError:
            raise Unanswered(f"{host}: no answer within {timeout:g} s ({doing}).") from None

    async def login(self, question: AskLogin, timeout: float) -> LoginAnswer:
        """Log in to an instance through its host's connection; raises `Unanswered`."""
        host = question.via
        through = await self._in_time(host, self.connection(host), timeout)
        return await self._in_time(host, log_in(question, self._site, through), timeout)

    async def run(self, command: Shell, output: Callable[[str], None]) -> int:
        """Run a command under the host's lock; the lines of both its streams come as they arrive."""
        host, link = command.host, self._link(command.host)
        link.next_try = 0.0
        connection = await self._in_time(host, self.connection(host), _CONNECT)
        lines = 0
        first = ""
        line = remote_command.command(
            command.line, command.user, self._is_root(link, connection), command.timeout
        )
        async with self._process(link, connection, line) as process:
            if command.stdin is not None:
                process.stdin.write(command.stdin.wire().encode())
            process.stdin.write_eof()
            try:
                async with asyncio.timeout(command.timeout):
                    async for text in _lines(process):
                        first = first or text
                        lines += 1
                        output(text)
                    await process.wait_closed()
            except TimeoutError:
                raise Unanswered(
                    f"{host}: the command did not end within {command.timeout:g} s; it may go on "
                    f"there, and holds {remote_command.LOCK} while it does."
                ) from None
            status = _status(host, process)
        if status == remote_command.BUSY and not lines:
            raise Unanswered(
                f"{host}: nothing was run, because an earlier command of stackmend (perhaps one whose "
                f"connection was cut) did not end within {remote_command.patience(command.timeout)} s; "
                f"`fuser -v {remote_command.LOCK}` there names it."
            )
        self._refused_by_sudo(link, connection, status, first)
        return status

    async def tail(self, host: str, unit: str) -> AsyncGenerator[str]:
        """The lines of a unit's log, until the iterator is closed."""
        link = self._link(host)
        connection = await self._in_time(host, self.connection(host), _CONNECT)
        line = remote_command.journal(unit, self._is_root(link, connection))
        async with self._process(link, connection, line) as process:
            process.stdin.write_eof()
            first = ""
            async for text in _lines(process):
                first = first or text
                yield text
            await self._in_time(host, process.wait_closed(), _OPEN)
            self._refused_by_sudo(link, connection, _status(host, process), first)

    def connected(self, host: str) -> bool:
        """Whether there is a connection to the host at this moment."""
        made = self._link(host).connection.value
        return made is not None and not made.is_closed()

    async def connection(self, host: str) -> asyncssh.SSHClientConnection:
        """The host's connection, made if there is none; not within the back-off after a failure."""
        link = self._link(host)
        made = link.connection.value
        if made is not None and not made.is_closed():
            return made
        if made is not None:
            link.connection.renew(made)
        wait = link.next_try - asyncio.get_running_loop().time()
        if wait > 0:
            raise Unanswered(f"{link.error} The next try is in {wait:.0f} s.")
        return await link.connection.get()

    @asynccontextmanager
    async def wire(self, host: str, place: tuple[str, int]) -> AsyncIterator[socket.socket]:
        """A socket of a pair, whose other end leads through the host to a place that it can reach.

        No other user of this machine can use it, as they could a forwarded port. Who gets the socket
        closes it. Raises `Unreachable` where the host cannot connect there.
        """
        connection = await self._in_time(host, self.connection(host), _CONNECT)
        try:
            async with asyncio.timeout(_CHANNEL):
                reader, writer = await connection.open_connection(*place)
        except TimeoutError:
            raise Unreachable(f"no answer within {_CHANNEL:g} s") from None
        except asyncssh.ChannelOpenError as error:
            if error.code == asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED:
                raise Unanswered(f"{host}: its sshd forbids forwarding (AllowTcpForwarding).") from None
            raise Unreachable(error.reason) from None
        except (asyncssh.Error, OSError) as error:
            raise Unanswered(f"{host}: the connection was cut: {spoken(error)}.") from None
        ours, theirs = socket.socketpair()
        near_reader, near_writer = await asyncio.open_connection(sock=theirs)
        pumps = (
            asyncio.ensure_future(_pump(reader, near_writer)),
            asyncio.ensure_future(_pump(near_reader, writer)),
        )
        try:
            yield ours
        finally:
            for pump in pumps:
                pump.cancel()
            near_writer.close()
            writer.close()

    async def close(self) -> None:
        """End all connections; a host that does not answer is not waited for."""
        for link in self._links.values():
            link.connection.cancel()
            if link.connection.value is not None:
                link.connection.value.close()
        await self._dial.close()

    def _link(self, name: str) -> _Link:
        if name not in self._links:
            host = self._site.host(name)
            if host is None:
                raise Unanswered(f"{name}: no such host in {self._site.path or 'the site file'}.")
            self._links[name] = link = _Link(host, Once(lambda: self._connect(link)))
        return self._links[name]

    async def _connect(self, link: _Link) -> asyncssh.SSHClientConnection:
        host = link.host
        try:
            connection = await self._dial.open(
                Target(host.name, host.address or host.name, host.port, host.user)
            )
        except Unasked:
            raise
        except Unanswered as error:
            wait = _BACK_OFF[min(link.failures, len(_BACK_OFF) - 1)]
            link.failures += 1
            link.next_try = asyncio.get_running_loop().time() + wait
            link.error = str(error)
            raise
        link.failures = 0
        return connection

    async def _answer(
        self, link: _Link, connection: asyncssh.SSHClientConnection, line: str
    ) -> ShellAnswer:
        host = link.host.name
        wrapped = remote_command.question(line, self._is_root(link, connection))
        async with self._process(link, connection, wrapped, apart=True) as process:
            process.stdin.write_eof()
            out, err = (
                (stream or b"").decode(errors="replace") for stream in await process.communicate()
            )
            status = _status(host, process)
        if process.exit_signal is not None:  # as of a host that goes down: half an answer is none
            raise Unanswered(f"{host}: the question was killed there (SIG{process.exit_signal[0]}).")
        self._refused_by_sudo(link, connection, status, err)
        return ShellAnswer(status, out, err)

    @asynccontextmanager
    async def _process(
        self,
        link: _Link,
        connection: asyncssh.SSHClientConnection,
        line: str,
        apart: bool = False,
    ) -> AsyncIterator[Process]:
        """A remote process in one of the host's sessions; its channel is closed after."""
        host = link.host.name
        await self._in_time(host, link.sessions.acquire(), _CONNECT)
        try:
            process = await self._opened(host, connection, line, apart)
            try:
                yield process
            except (asyncssh.Error, OSError) as error:
                raise Unanswered(f"{host}: the connection was cut: {spoken(error)}.") from None
            finally:
                process.close()
        finally:
            link.sessions.release()

    async def _opened(
        self, host: str, connection: asyncssh.SSHClientConnection, line: str, apart: bool
    ) -> Process:
        """A started process; where sshd has no session to give, it is asked again."""
        pauses = iter(_CROWDED)
        while True:
            try:
                return await self._open(host, connection, line, apart)
            except (asyncssh.Error, OSError) as error:
                code = getattr(error, "code", 0)
                full = code == asyncssh.OPEN_CONNECT_FAILED and not connection.is_closed()
                pause = next(pauses, None) if full else None
                if pause is None:
                    raise Unanswered(f"{host}: no session could be opened: {spoken(error)}.") from None
            await asyncio.sleep(pause)

    async def _open(
        self, host: str, connection: asyncssh.SSHClientConnection, line: str, apart: bool
    ) -> Process:
        """A started process; one that starts when its opening was given up is closed at once."""
        opening = asyncio.ensure_future(
            connection.create_process(
                line,
                stderr=asyncssh.PIPE if apart else asyncssh.STDOUT,
                encoding=None,
                request_pty=False,
                x11_forwarding=False,
            )
        )
        try:
            return await self._in_time(host, asyncio.shield(opening), _OPEN)
        except BaseException:
            opening.add_done_callback(_close_late)
            raise

    async def _in_time(self, host: str, what: Awaitable[T], seconds: float) -> T:
        try:
            async with asyncio.timeout(seconds):
                return await what
        except TimeoutError:
            raise Unanswered(f"{host}: no answer over SSH within {seconds:g} s.") from None

    def _is_root(self, link: _Link, connection: asyncssh.SSHClientConnection) -> bool:
        return link.host.become != "sudo" or connection.get_extra_info("username") == "root"

    def _refused_by_sudo(
        self, link: _Link, connection: asyncssh.SSHClientConnection, status: int, said: str
    ) -> None:
        """sudo's own refusals begin with its name, in every language."""
        first = said.strip().partition("\n")[0]
        if status not in (1, 127) or "sudo:" not in first or self._is_root(link, connection):
            return
        user = connection.get_extra_info("username")
        raise Unanswered(
            f"{link.host.name}: {user} cannot become root ({first}); give {user} NOPASSWD in sudoers, "
            f'or log in as root with become = "none".'
        )


async def _lines(process: Process) -> AsyncIterator[str]:
    """Lines as they arrive, without their ends; what is no UTF-8 is replaced."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while not process.stdout.at_eof():
        *lines, rest = (rest + decoder.decode(await process.stdout.read(65536))).split("\n")
        for line in lines:
            yield line.removesuffix("\r")
        if len(rest) > _LONG_LINE:
            yield rest
            rest = ""
    if rest := rest + decoder.decode(b"", final=True):
        yield rest


def _status(host: str, process: Process) -> int:
    """The exit code, 128 and more for a signal as in a shell; raises where the connection was cut."""
    if process.exit_signal is not None:
        return 128 + getattr(signal, f"SIG{process.exit_signal[0]}", signal.SIGTERM)
    if process.exit_status is None:
        raise Unanswered(f"{host}: the connection was cut before the command told how it ended.")
    return process.exit_status


async def _pump(source: Source, sink: Sink) -> None:
    """Carry bytes until one side ends, and then end the other."""
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    except (asyncssh.Error, OSError):
        pass
    finally:
        sink.close()


def _close_late(opening: asyncio.Future[Process]) -> None:
    """Gives a session back that opened when nobody waited any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
