"""SSH: a connection a host, kept, with as many sessions as sshd grants. Imports asyncssh."""

from __future__ import annotations

import asyncio
import codecs
import signal
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import asyncssh

from actions.model.command import Shell
from actions.model.errors import NoAnswer
from actions.model.query import LoginQuery, LoginResult, ShellResult
from actions.model.site import Site
from actions.transport import remote_command
from actions.transport.guest_login import log_in
from actions.transport.local import LocalConnection
from actions.transport.ssh_batches import Asked, Batches, Process, answered, result, too_slow
from actions.transport.ssh_connect import Connector, spoken
from actions.transport.ssh_connections import TURN, Connection, Connections
from actions.transport.ssh_forward import Forwards
from actions.transport.ssh_sessions import MOST, Sessions

_OPEN = 15.0
"""Seconds in which a session must open."""

_CROWDED = (0.2, 0.5, 1.0, 2.0)
"""Seconds between tries to open a session: sshd counts those that were given up until they end."""

_LONG_LINE = 8192
"""Characters of a line without end that are given as a line."""

_TOLD = 3
"""Lines of sudo's that are told: it warns of other things before it refuses."""

T = TypeVar("T")

Cut = Callable[[str], int]
"""Where a line without end may be cut, which tears no secret; 0: nowhere yet."""


class Ssh:
    """The hosts of one site; all errors are `NoAnswer` with the host's name in front."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._connector = Connector(site.ssh_config)
        self._links = Connections(site, self._connector)
        self._apart = Connections(site, self._connector)
        """For names that sshd itself looks up: that holds up all on the connection."""
        self._forwards = Forwards(self._links, self._apart, self.ask)
        self._batches: dict[str, Batches] = {}

    async def begin(self, host: str) -> None:
        """Connect ahead of the questions; a failure is told to those that follow."""
        with suppress(NoAnswer):
            await self._links.connection(host)

    async def ask(self, host: str, line: str, timeout: float) -> ShellResult:
        """Run a read-only line as root; raises `NoAnswer`, also after `timeout` seconds.

        They run from the moment that the host has granted a session: connecting, and waiting for a
        turn, have bounds of their own. What is asked at the same time shares a session.
        """
        if host not in self._batches:
            self._batches[host] = Batches(
                partial(self._links.connection, host), partial(self._together, host)
            )
        return await self._batches[host].ask(line, timeout)

    async def _together(self, host: str, batch: Sequence[Asked]) -> None:
        """Ask in one session; each alone where there is but one, or the host has no Python for it."""
        if len(batch) > 1 and not self._links.link(host).alone:
            async with self._session(host, remote_command.questions, apart=True) as session:
                if await answered(host, session.process, batch):
                    return
                err = (await session.process.stderr.read()).decode(errors="replace")
                await session.process.wait_closed()
                _without_entry(host, session, _status(host, session.process), err)
            self._links.link(host).alone = True
        await asyncio.gather(*(self._alone(host, asked) for asked in batch))

    async def _alone(self, host: str, asked: Asked) -> None:
        try:
            asked.tell(await self._asked(host, asked.line, asked.timeout))
        except NoAnswer as error:
            asked.tell(error)

    async def _asked(self, host: str, line: str, timeout: float) -> ShellResult:
        async with self._session(
            host, lambda root: remote_command.question(line, root, timeout), apart=True
        ) as session:
            process = session.process
            process.stdin.write_eof()
            try:
                async with asyncio.timeout(timeout):
                    out, err = (stream or b"" for stream in await process.communicate())
            except TimeoutError:
                raise too_slow(host, timeout) from None
            answer = result(host, _status(host, process), out, err)
        return replace(answer, err=_without_entry(host, session, answer.exit, answer.err))

    async def login(self, question: LoginQuery, timeout: float) -> LoginResult:
        """Log in to an instance through its host's connection; raises `NoAnswer`."""
        through = await self._apart.connection(question.via)
        return await _in_time(question.via, log_in(question, self._site, through), timeout)

    async def run(self, command: Shell, output: Callable[[str], None], cut: Cut = len) -> int:
        """Run a command under the host's lock; the lines of both its streams come as they arrive."""
        host, line, user, seconds = command.host, command.line, command.user, command.timeout
        self._links.link(host).next_try = 0.0
        async with self._session(
            host, lambda root: remote_command.command(line, user, root, seconds)
        ) as session:
            process, heard = session.process, _Heard(output)
            if command.sent is not None:
                process.stdin.write(command.sent.wire().encode())
            process.stdin.write_eof()
            try:
                async with asyncio.timeout(command.timeout):
                    async for text in _lines(process, cut):
                        heard.line(text)
                    await process.wait_closed()
            except TimeoutError:
                raise NoAnswer(
                    f"{host}: the command did not end within {command.timeout:g} s; it may go on "
                    f"there, and holds {remote_command.LOCK} while it does."
                ) from None
            status = _status(host, process)
        if status == remote_command.BUSY and not heard.locked:
            raise NoAnswer(
                f"{host}: nothing was run, because an earlier command of stackmend (perhaps one whose "
                f"connection was cut) did not end within {remote_command.patience(command.timeout)} s; "
                f"`fuser -v {remote_command.LOCK}` there names it."
            )
        if not heard.entered:
            _refused_by_sudo(host, session, status, heard.before)
        return status

    async def tail(self, host: str, unit: str, cut: Cut = len) -> AsyncGenerator[str]:
        """The lines of a unit's log, until the iterator is closed."""
        async with self._session(host, lambda root: remote_command.journal(unit, root)) as session:
            process = session.process
            process.stdin.write_eof()
            entered, before = session.root, list[str]()
            async for text in _lines(process, cut):
                if entered:
                    yield text
                elif text == remote_command.ENTERED:
                    entered = True
                else:
                    before.append(text)
            await _in_time(host, process.wait_closed(), _OPEN)
            if not entered:
                _refused_by_sudo(host, session, _status(host, process), before)

    def wire(self, host: str, place: tuple[str, int]) -> AbstractAsyncContextManager[socket.socket]:
        """A socket that leads through the host to a place that it can reach: see `Forwards.wire`."""
        return self._forwards.wire(host, place)

    async def prepare(self, host: str, name: str) -> None:
        """Look a name up and connect, so that `wire` takes a moment; raises as `wire` does."""
        await self._forwards.prepare(host, name)

    def through(self, host: str) -> bool:
        """Whether what leads through the host has a connection at this moment."""
        return self._links.connected(host) or self._apart.connected(host)

    async def close(self) -> None:
        """End all connections; a host that does not answer is not waited for."""
        for batches in self._batches.values():
            batches.close()
        self._links.close()
        self._apart.close()
        await self._connector.close()

    @asynccontextmanager
    async def _session(
        self, host: str, line: Callable[[bool], str], apart: bool = False
    ) -> AsyncIterator[_Session]:
        """A remote process in one of the host's sessions; its channel is closed after.

        `line` is given whether the login is root, or need not be.
        """
        try:
            session = await self._started(host, line, apart)
        except _Crowded:  # sshd counts for each connection anew
            session = await self._started(host, line, apart)
        session.turns.open += 1
        try:
            yield session
        except (asyncssh.Error, OSError) as error:
            raise NoAnswer(f"{host}: the connection was cut: {spoken(error)}.") from None
        finally:
            session.process.close()
            session.turns.open -= 1
            session.turns.give_back()

    async def _started(self, host: str, line: Callable[[bool], str], apart: bool) -> _Session:
        """A started process, which holds a turn; where sshd has no session to give, it is asked again.

        At once it may only not have counted the end of an earlier one. Then it grants fewer than we
        ask for, and who was refused waits until one of ours ends. If there is none, those that are
        counted are of questions that were given up and hang, and the connection is made anew.
        """
        connection = await self._links.connection(host)
        link = self._links.link(host)
        turns, user = link.sessions, str(connection.get_extra_info("username"))
        root = link.host.become != "sudo" or user == "root"
        await _in_turn(host, turns.take())
        pauses, refused = iter(_CROWDED), False
        try:
            while True:
                try:
                    process = await self._open(host, connection, line(root), apart)
                    return _Session(process, turns, user, root)
                except (asyncssh.Error, OSError) as error:
                    crowded = refused and connection.is_closed()
                    if not crowded and (not _is_full(error) or connection.is_closed()):
                        raise _unopened(host, error) from None
                    if refused and turns.open:
                        await _in_turn(host, turns.wait_for_one_of_ours())
                    elif not crowded and (pause := next(pauses, None)) is not None:
                        await asyncio.sleep(pause)
                    else:
                        link.connection.renew(connection)
                        connection.close()
                        raise _unopened(host, error, _Crowded) from None
                    refused = True
        except BaseException:
            turns.give_back()
            raise

    async def _open(self, host: str, connection: Connection, line: str, apart: bool) -> Process:
        """A started process; one that starts when its opening was given up is closed at once."""
        opening = asyncio.ensure_future(_process(connection, line, apart))
        try:
            return await _in_time(host, asyncio.shield(opening), _OPEN)
        except BaseException:
            opening.add_done_callback(_close_late)
            raise


class _Crowded(NoAnswer):
    """sshd has no session to give on a connection, and none of those that it counts is ours."""


@dataclass(frozen=True)
class _Session:
    """A process on a host, and who it is there."""

    process: Process
    turns: Sessions
    user: str
    root: bool
    """The login is root, or need not become it."""


async def _process(connection: Connection, line: str, apart: bool) -> Process:
    if isinstance(connection, LocalConnection):
        return await connection.start(line, apart)
    return await connection.create_process(
        line,
        stderr=asyncssh.PIPE if apart else asyncssh.STDOUT,
        encoding=None,
        request_pty=False,
        x11_forwarding=False,
    )


class _Heard:
    """What a command says, less what its line says for our sake: that it is root, and has the lock."""

    def __init__(self, output: Callable[[str], None]) -> None:
        self._output = output
        self.entered = self.locked = False
        self.before: list[str] = []
        """What was said until then."""

    def line(self, text: str) -> None:
        """One more line."""
        if not self.locked and text == remote_command.LOCKED:
            self.entered = self.locked = True
        elif not self.entered and text == remote_command.ENTERED:
            self.entered = True
        else:
            if not self.entered:
                self.before.append(text)
            self._output(text)


def _without_entry(host: str, session: _Session, status: int, err: str) -> str:
    """A question's errors without sudo's own; raises where sudo did not let it in."""
    before, entered, rest = err.partition(f"{remote_command.ENTERED}\n")
    if entered or session.root:
        return rest if entered else err
    _refused_by_sudo(host, session, status, before.splitlines())
    return err


def _refused_by_sudo(host: str, session: _Session, status: int, before: Sequence[str]) -> None:
    """Raise where a line that never said that it is root ended as one does that sudo refused.

    Not all that it says then begins with its name, and it says it in the language of the login.
    """
    if status not in (1, 127) or session.root:
        return
    said = " / ".join([line.strip() for line in before if line.strip()][-_TOLD:])
    raise NoAnswer(
        f"{host}: {session.user} cannot become root ({said or 'sudo said nothing'}); give "
        f'{session.user} NOPASSWD in sudoers, or log in as root with become = "none".'
    )


async def _lines(process: Process, cut: Cut) -> AsyncIterator[str]:
    """Lines as they arrive, without their ends; what is no UTF-8 is replaced."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    while not process.stdout.at_eof():
        *lines, rest = (rest + decoder.decode(await process.stdout.read(65536))).split("\n")
        for line in lines:
            yield line.removesuffix("\r")
        if len(rest) > _LONG_LINE and (at := cut(rest)):
            yield rest[:at]
            rest = rest[at:]
    if rest := rest + decoder.decode(b"", final=True):
        yield rest


def _status(host: str, process: Process) -> int:
    """The exit code, 128 and more for a signal as in a shell; raises where the connection was cut."""
    if process.exit_signal is not None:
        return 128 + getattr(signal, f"SIG{process.exit_signal[0]}", signal.SIGTERM)
    if process.exit_status is None:
        raise NoAnswer(f"{host}: the connection was cut before the command told how it ended.")
    return process.exit_status


def _is_full(error: Exception) -> bool:
    """Whether sshd said that it has no session to give."""
    return getattr(error, "code", 0) == asyncssh.OPEN_CONNECT_FAILED


def _unopened(host: str, error: Exception, kind: type[NoAnswer] = NoAnswer) -> NoAnswer:
    return kind(f"{host}: no session could be opened: {spoken(error)}.")


async def _in_turn(host: str, turn: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(TURN):
            await turn
    except TimeoutError:
        raise NoAnswer(
            f"{host}: not asked: all {MOST} sessions of its connection were busy for {TURN:g} s."
        ) from None


async def _in_time(host: str, what: Awaitable[T], seconds: float) -> T:
    try:
        async with asyncio.timeout(seconds):
            return await what
    except TimeoutError:
        raise NoAnswer(f"{host}: no answer over SSH within {seconds:g} s.") from None


def _close_late(opening: asyncio.Future[Process]) -> None:
    """Gives a session back that opened when nobody waited any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
