"""Questions for one host that come at the same time share a session there.

A session costs round trips, a process of sshd's, and a line of sudo's in the host's log; a look asks a
host a dozen questions at once.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from actions.model.errors import NoAnswer
from actions.model.query import ShellResult
from actions.transport.local import LocalProcess
from actions.transport.remote_command import program

MOST = 8
"""Questions in one session."""

_GATHER = 0.005
"""Seconds in which questions come together: one answer is the reason for several."""

_KILLED = {128 + number: number for number in (signal.SIGHUP, signal.SIGKILL, signal.SIGTERM)}
"""What a shell says of a process that a signal ended, as when a host goes down."""


@dataclass(frozen=True)
class Asked:
    """A question, and who waits for its answer."""

    line: str
    timeout: float
    """Seconds, from when the host has granted a session."""
    answer: asyncio.Future[ShellResult] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def tell(self, result: ShellResult | NoAnswer) -> None:
        """Give its answer, unless nobody waits any more."""
        if self.answer.done():
            return
        if isinstance(result, NoAnswer):
            self.answer.set_exception(result)
        else:
            self.answer.set_result(result)


Process = asyncssh.SSHClientProcess[bytes] | LocalProcess

Ask = Callable[[Sequence[Asked]], Awaitable[None]]
"""Ask several in one session, and tell each its answer; what it raises is told to all that are left."""


class Batches:
    """The questions for one host."""

    def __init__(self, connected: Callable[[], Awaitable[object]], ask: Ask) -> None:
        self._connected = connected
        self._ask = ask
        self._waiting: list[Asked] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, line: str, timeout: float) -> ShellResult:
        """The answer to one question, with others or alone; raises `NoAnswer`."""
        asked = Asked(line, timeout)
        self._waiting.append(asked)
        if len(self._waiting) == 1:
            self._start(self._gathered())
        try:
            return await asked.answer
        finally:
            asked.answer.cancel()

    def close(self) -> None:
        """Give up what is being asked."""
        for task in self._tasks:
            task.cancel()

    def _start(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _gathered(self) -> None:
        """Send what has come until the host could be asked."""
        try:
            await self._connected()
            await asyncio.sleep(_GATHER)
        except NoAnswer as error:
            for asked in self._taken():
                asked.tell(error)
            return
        except BaseException:  # it is closed meanwhile: who waits is cancelled, too
            for asked in self._taken():
                asked.answer.cancel()
            raise
        waiting = self._taken()
        for first in range(0, len(waiting), MOST):
            self._start(self._sent(waiting[first : first + MOST]))

    def _taken(self) -> list[Asked]:
        taken, self._waiting = self._waiting, []
        return [asked for asked in taken if not asked.answer.done()]

    async def _sent(self, batch: Sequence[Asked]) -> None:
        """Ask a batch, as long as anybody waits for an answer."""
        sending = asyncio.current_task()

        def given_up(answer: asyncio.Future[ShellResult]) -> None:
            if answer.cancelled() and sending and all(asked.answer.done() for asked in batch):
                sending.cancel()

        for asked in batch:
            asked.answer.add_done_callback(given_up)
        try:
            await self._ask(batch)
        except NoAnswer as error:
            for asked in batch:
                asked.tell(error)
        finally:
            for asked in batch:
                asked.answer.cancel()


async def answered(host: str, process: Process, batch: Sequence[Asked]) -> bool:
    """Ask all of a batch in its process, and tell each its answer as it comes.

    False: the process answered nothing, as where there is no Python. Raises `NoAnswer`.
    """
    loop = asyncio.get_running_loop()
    with suppress(OSError):  # it has ended already, and its errors say why
        process.stdin.write(program((asked.line, asked.timeout) for asked in batch))
        process.stdin.write_eof()
    timers = [
        loop.call_later(asked.timeout, asked.tell, too_slow(host, asked.timeout)) for asked in batch
    ]
    heard = False
    try:
        async with asyncio.timeout(max(asked.timeout for asked in batch) + 1):
            while head := await process.stdout.readline():
                number, status, out, err = map(int, head.split())
                said = await process.stdout.readexactly(out + err)
                batch[number].tell(_told(host, status, said[:out], said[out:]))
                heard = True
    except (TimeoutError, asyncio.IncompleteReadError):
        heard = True
    except ValueError:  # what a login prints, or what came after the answers
        pass
    finally:
        for timer in timers:
            timer.cancel()
    if heard and not all(asked.answer.done() for asked in batch):
        raise NoAnswer(f"{host}: the connection was cut before the question was answered.")
    return heard


def _told(host: str, status: int, out: bytes, err: bytes) -> ShellResult | NoAnswer:
    try:
        return result(host, status, out, err)
    except NoAnswer as killed:
        return killed


def result(host: str, status: int, out: bytes, err: bytes) -> ShellResult:
    """A line's answer; raises `NoAnswer` where it was killed: half an answer is none."""
    if status in _KILLED:
        name = signal.Signals(_KILLED[status]).name
        raise NoAnswer(f"{host}: the question was killed there ({name}).")
    return ShellResult(status, out.decode(errors="replace"), err.decode(errors="replace"))


def too_slow(host: str, timeout: float) -> NoAnswer:
    """What is said of a question that took its whole time."""
    return NoAnswer(f"{host}: no answer within {timeout:g} s (running a question).")
