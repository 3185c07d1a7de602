"""What is made once for many, and the threads that it is made in."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading

import pytest

from actions.transport.lazy import Lazy
from actions.transport.threads import COUNT, Threads


class Maker:
    def __init__(self) -> None:
        self.made = 0
        self.go = asyncio.Event()
        self.fails = False

    async def __call__(self) -> str:
        self.made += 1
        number = self.made
        await self.go.wait()
        if self.fails:
            raise OSError(f"failure {number}")
        return f"value {number}"


async def test_it_is_made_once_for_all_who_wait() -> None:
    make = Maker()
    once = Lazy(make)
    assert (once.value, once.making) == (None, False)
    waiting = [asyncio.ensure_future(once.get()) for _ in range(3)]
    await asyncio.sleep(0)
    assert once.making
    waiting[0].cancel()
    make.go.set()
    assert await asyncio.gather(*waiting[1:]) == ["value 1", "value 1"]
    assert (once.value, await once.get(), make.made) == ("value 1", "value 1", 1)


async def test_a_failure_is_told_to_all_and_not_kept() -> None:
    make = Maker()
    make.fails = True
    make.go.set()
    once = Lazy(make)
    told = await asyncio.gather(once.get(), once.get(), return_exceptions=True)
    assert [str(error) for error in told] == ["failure 1", "failure 1"]
    make.fails = False
    assert (once.value, await once.get()) == (None, "value 2")


async def test_only_what_is_still_held_is_made_anew() -> None:
    make = Maker()
    make.go.set()
    once = Lazy(make)
    first = await once.get()
    once.renew(first)
    make.go.clear()
    again = asyncio.ensure_future(once.get())
    await asyncio.sleep(0)
    once.renew(first)
    make.go.set()
    assert (await again, make.made) == ("value 2", 2)


async def test_who_waits_is_cancelled_with_it() -> None:
    once = Lazy(Maker())
    waiting = asyncio.ensure_future(once.get())
    await asyncio.sleep(0)
    once.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_time_in_the_queue_does_not_count() -> None:
    threads = Threads()
    go = threading.Event()
    full = [asyncio.ensure_future(threads.call(5, go.wait, 5)) for _ in range(COUNT)]
    queued = asyncio.ensure_future(threads.call(0.0001, lambda: None))
    done, _ = await asyncio.wait([queued], timeout=0.01)
    assert not done
    go.set()
    assert await asyncio.gather(*full) == [True] * COUNT
    with contextlib.suppress(TimeoutError):
        await queued
    threads.close()


async def test_a_function_over_its_time_is_given_up() -> None:
    threads = Threads()
    go = threading.Event()
    with pytest.raises(TimeoutError):
        await threads.call(0.01, go.wait, 5)
    go.set()
    threads.close()


async def test_an_error_is_raised_where_it_is_waited_for() -> None:
    threads = Threads()
    with pytest.raises(ZeroDivisionError):
        await threads.call(5, lambda: 1 // 0)
    assert await threads.call(5, int, "7") == 7
    threads.close()


def test_a_thread_that_never_returns_does_not_keep_the_program_from_ending() -> None:
    program = (
        "import asyncio, threading\n"
        "from actions.transport.threads import Threads\n"
        "async def main():\n"
        "    await Threads().call(0.01, threading.Event().wait)\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert ended.stderr.splitlines()[-1] == "TimeoutError"
