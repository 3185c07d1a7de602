"""A name server that hangs: nothing waits for it but who asked."""

from __future__ import annotations

import asyncio
import threading

import pytest

from actions.model.query import ShellQuery
from actions.model.site import Host, Site
from actions.transport.gateway import Gateway, NoAnswer
from actions.transport.threads import LookupThreads


def test_what_hangs_keeps_neither_the_others_nor_the_end() -> None:
    hangs = threading.Event()

    async def many() -> int:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(LookupThreads())
        stuck = [loop.run_in_executor(None, hangs.wait) for _ in range(20)]
        found = await asyncio.wait_for(loop.run_in_executor(None, len, "four"), 5)
        for one in stuck:
            one.cancel()
        return found

    assert asyncio.run(many()) == 4  # which would not return before they do
    assert not hangs.is_set()
    hangs.set()


async def test_an_error_is_the_callers() -> None:
    asyncio.get_running_loop().set_default_executor(LookupThreads())
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 // 0)


async def test_names_of_hosts_are_looked_up_there() -> None:
    gateway = Gateway(Site("lab", (Host("ctl", address="127.0.0.1", port=1),)))
    with pytest.raises(NoAnswer):
        await gateway.ask(ShellQuery("ctl", "true"), 5)
    assert await asyncio.to_thread(lambda: threading.current_thread().daemon)
    await gateway.close()
