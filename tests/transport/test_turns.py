"""The time of a question runs while it is asked, and not while it waits: for a connection, a session, a
thread, a token."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from actions.model.command import Shell
from actions.model.query import ApiQuery, ShellQuery, SqlQuery
from actions.model.site import Host
from actions.transport import ssh_connections, ssh_sessions, threads
from actions.transport.gateway import Gateway, NoAnswer
from actions.transport.ssh_sessions import MOST, Sessions
from tests.support.database import Database
from tests.support.servers import Apis, Process, SshHost, says

TIMEOUT = 0.5
LONGER = 0.6


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[SshHost]:
    async with SshHost(tmp_path, play=says("said\n")).running() as running:
        yield running


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site())
    yield gateway
    await gateway.close()


def later() -> asyncio.Event:
    """Happens when a question that had been asked by now would have been given up."""
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(LONGER, event.set)
    return event


async def test_a_host_that_grants_two_sessions_answers_all(host: SshHost, gateway: Gateway) -> None:
    go, held = later(), asyncio.Semaphore(0)

    async def play(process: Process) -> None:
        if "hold" in (process.command or ""):
            held.release()
            await go.wait()
        await says("said\n")(process)

    host.play, host.granted = play, 2
    first = [asyncio.ensure_future(gateway.ask(ShellQuery("ctl", "hold"), 30)) for _ in range(2)]
    for _ in first:
        await held.acquire()
    waiting = [gateway.ask(ShellQuery("ctl", f"x{n}"), TIMEOUT) for n in range(12)]
    answers = await asyncio.gather(*first, *waiting)
    assert [answer.out for answer in answers] == ["said\n"] * 14
    assert host.crowd == 2


async def test_many_hosts_whose_logins_are_slow_answer_all(host: SshHost) -> None:
    go, now, most = asyncio.Event(), 0, 0

    async def login() -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        if now == 8:  # each comes when OpenSSH has said how its host is reached
            asyncio.get_running_loop().call_later(LONGER, go.set)
        await go.wait()
        now -= 1

    host.login = login
    names = [f"c{number}" for number in range(24)]
    hosts = tuple(Host(name, address="127.0.0.1", port=host.port) for name in names)
    gateway = Gateway(replace(host.site(), hosts=hosts))
    answers = await asyncio.gather(
        *(gateway.ask(ShellQuery(name, line), TIMEOUT) for name in names for line in "abc")
    )
    assert [answer.out for answer in answers] == ["said\n"] * 72
    assert (most, host.logins) == (8, 24)
    await gateway.close()


async def test_never_more_sessions_than_eight_on_a_connection_whatever_they_are_for(
    host: SshHost, gateway: Gateway
) -> None:
    """Its sshd counts."""
    full = asyncio.Event()

    async def play(process: Process) -> None:
        if host.crowd == MOST:
            full.set()
        await full.wait()
        process.exit(0)

    host.play = play
    await asyncio.gather(
        *(gateway.ask(ShellQuery("ctl", "x"), 30) for _ in range(20)),
        *(gateway.run(Shell("ctl", "x"), lambda _: None) for _ in range(20)),
        *(anext(gateway.tail("ctl", "nova-api"), "") for _ in range(4)),
    )
    assert (host.crowd, len(host.commands), host.logins) == (MOST, 44, 1)


async def test_a_turn_does_not_come_for_ever(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ends a look: nothing waits for longer than this."""
    monkeypatch.setattr("actions.transport.ssh.TURN", 0.05)
    monkeypatch.setattr(ssh_sessions, "MOST", 1)
    await gateway.ask(ShellQuery("ctl", "x"), 5)
    held, go = asyncio.Event(), asyncio.Event()

    async def play(process: Process) -> None:
        held.set()
        await go.wait()
        process.exit(0)

    host.play = play
    link = (await gateway._ssh.get())._links.link("ctl")
    link.sessions = Sessions()
    first = asyncio.ensure_future(gateway.ask(ShellQuery("ctl", "x"), 30))
    await held.wait()
    with pytest.raises(NoAnswer, match=r"ctl: not asked: all 8 sessions .* were busy for 0.05 s"):
        await gateway.ask(ShellQuery("ctl", "x"), 30)
    go.set()
    await first


async def test_a_turn_to_connect_does_not_come_for_ever(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssh_connections, "TURN", 0.05)
    never = asyncio.Event()
    host.login = lambda: never.wait()
    with pytest.raises(NoAnswer, match="ctl: not asked: too many other hosts"):
        await gateway.ask(ShellQuery("ctl", "x"), 30)
    never.set()


async def test_sql_waits_for_a_thread_before_it_connects(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MySQL gives a client ten seconds to log in."""
    go, busy = threading.Event(), asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()

    def hold(_: object) -> None:
        loop.call_soon_threadsafe(busy.release)
        go.wait(30)

    monkeypatch.setattr("actions.transport.gateway._heavily", lambda function, value: function(value))
    async with Database(answers={"SELECT 1": [{"1": 1}]}).running() as database:
        question = SqlQuery("ctl", database.url(), ("SELECT 1",))
        await gateway.ask(question, 30)
        full = [asyncio.ensure_future(gateway.aside(hold, None)) for _ in range(threads.COUNT)]
        for _ in full:
            await busy.acquire()
        asked = asyncio.ensure_future(gateway.ask(question, TIMEOUT))
        await later().wait()
        assert (database.logins, len(host.forwards)) == (1, 1)
        go.set()
        assert (await asked).code == 0
        await asyncio.gather(*full)


async def test_where_no_thread_is_free_nobody_was_asked(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.transport.threads._QUEUE", 0.01)
    monkeypatch.setattr("actions.transport.gateway._heavily", lambda function, value: function(value))
    go = threading.Event()
    full = [
        asyncio.ensure_future(gateway.aside(lambda _: go.wait(30), None)) for _ in range(threads.COUNT)
    ]
    await asyncio.sleep(0)
    with pytest.raises(NoAnswer, match=f"Not asked: all {threads.COUNT} threads"):
        await gateway.aside(lambda _: None, None)
    go.set()
    await asyncio.gather(*full)


async def test_the_time_of_an_api_question_does_not_run_while_a_token_is_made(tmp_path: Path) -> None:
    async with Apis(tmp_path).running() as apis:
        apis.answers["/compute/v2.1/flavors"] = lambda _: web.json_response({"flavors": []})
        apis.token = lambda: later().wait()
        gateway = Gateway(apis.site())
        assert await gateway.ask(ApiQuery("compute", "/flavors", "flavors"), TIMEOUT) == []
        await gateway.close()


async def test_who_gives_up_waiting_leaves_the_turns_right() -> None:
    turns = Sessions()
    for _ in range(MOST):
        await turns.take()
    one, two, three = (asyncio.ensure_future(turns.take()) for _ in range(3))
    await asyncio.sleep(0)
    one.cancel()
    turns.give_back()
    two.cancel()
    await asyncio.wait([one, two])
    await asyncio.wait_for(three, 5)
    assert (one.cancelled(), two.cancelled()) == (True, True)


async def test_a_host_that_granted_fewer_is_asked_for_eight_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = Sessions()
    await turns.take()
    await turns.take()
    turns.open = 1
    waiting = asyncio.ensure_future(turns.wait_for_one_of_ours())
    await asyncio.sleep(0)
    assert not waiting.done()
    monkeypatch.setattr(ssh_sessions, "_LOWERED", -1.0)
    turns.give_back()
    await waiting
    for _ in range(MOST - 1):
        await asyncio.wait_for(turns.take(), 5)
