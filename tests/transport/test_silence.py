"""Nothing known to be silent is waited for again: APIs that hang, a Keystone that lets nobody in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from actions.model.command import Api
from actions.model.errors import NoAnswer
from actions.model.query import ApiQuery
from actions.transport import api, silence
from actions.transport.api import Cloud
from actions.transport.silence import KEPT, Silence
from actions.transport.threads import Threads
from tests.support.servers import Apis, answers

SERVICES = ApiQuery("compute", "/os-services", "services", "2.53")
AGENTS = ApiQuery("network", "/agents", "agents")


@pytest.fixture
async def cloud(apis: Apis) -> AsyncIterator[Cloud]:
    threads = Threads()
    cloud = Cloud(apis.site(), {}, threads)
    yield cloud
    await cloud.close()
    threads.close()


def _hangs(apis: Apis, path: str, until: asyncio.Event) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        await until.wait()
        return web.json_response({})

    apis.answers[path] = answer


async def test_a_service_that_hung_is_not_asked_again(
    apis: Apis, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_READ", 0.3)
    until = asyncio.Event()
    _hangs(apis, "/compute/v2.1/os-services", until)
    apis.answers["/network/v2.0/agents"] = answers({"agents": []})
    with pytest.raises(NoAnswer, match=r"compute /os-services: no answer [a-z0-9. ]+\.$"):
        await cloud.ask(SERVICES, 5)
    began = time.monotonic()
    with pytest.raises(NoAnswer, match=r"no answer [a-z0-9. ]+ \(not asked again\)\.$"):
        await cloud.ask(SERVICES, 5)
    assert time.monotonic() - began < 0.2
    assert await cloud.ask(AGENTS, 5) == []
    assert [r.path for r in apis.requests].count("/compute/v2.1/os-services") == 1
    until.set()


async def test_what_was_changed_is_asked_again(
    apis: Apis, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_READ", 0.3)
    until = asyncio.Event()
    _hangs(apis, "/compute/v2.1/os-services", until)
    with pytest.raises(NoAnswer):
        await cloud.ask(SERVICES, 5)
    until.set()
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    apis.answers["/network/v2.0/agents/1"] = answers({})
    await cloud.run(Api("network", "PUT", "/agents/1", "-"), lambda _: None, lambda _: None)
    assert await cloud.ask(SERVICES, 5) == []


async def test_a_keystone_that_hangs_is_waited_for_once(
    apis: Apis, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_LOGIN", 0.5)
    until = asyncio.Event()
    apis.token = until.wait
    began = time.monotonic()
    for question in (SERVICES, AGENTS, SERVICES):
        with pytest.raises(NoAnswer, match=r"Keystone at .* did not answer"):
            await cloud.ask(question, 5)
    assert time.monotonic() - began < 1.0
    assert [r.path for r in apis.requests].count("/identity/v3/auth/tokens") == 1
    until.set()


async def test_a_refused_login_is_tried_once(apis: Apis, cloud: Cloud) -> None:
    apis.password = "other"
    for _ in range(3):
        with pytest.raises(NoAnswer, match=r"the login is refused \(401\)"):
            await cloud.ask(SERVICES, 5)
    assert [r.path for r in apis.requests].count("/identity/v3/auth/tokens") == 1


async def test_all_hang_and_a_look_ends_with_the_first_wait(
    apis: Apis, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fourteen lists of two services, and half of them asked only when the first have failed."""
    monkeypatch.setattr(api, "_READ", 1.0)
    until = asyncio.Event()
    paths = {"compute": "/compute/v2.1/x", "network": "/network/v2.0/x"}
    for path in paths.values():
        _hangs(apis, path, until)

    async def look(service: str) -> None:
        for _ in range(2):
            with pytest.raises(NoAnswer):
                await cloud.ask(ApiQuery(service, "/x", "x"), 10)

    began = time.monotonic()
    await asyncio.gather(*(look(service) for service in (*paths,) * 7))
    assert time.monotonic() - began < 2.5
    until.set()


def test_silence_is_kept_for_a_while() -> None:
    now = [100.0]
    kept = Silence(lambda: now[0])
    kept.check("compute")
    kept.silent("compute", NoAnswer("no answer."), since=99.0)
    with pytest.raises(NoAnswer, match=r"^no answer \(not asked again\)\.$"):
        kept.check("compute")
    kept.check("network")
    now[0] += KEPT
    kept.check("compute")


def test_who_answered_somebody_else_meanwhile_is_not_silent() -> None:
    now = [100.0]
    kept = Silence(lambda: now[0])
    kept.heard("compute")
    kept.silent("compute", NoAnswer("no answer."), since=99.0)
    kept.check("compute")
    kept.silent("compute", NoAnswer("no answer."), since=101.0)
    with pytest.raises(NoAnswer):
        kept.check("compute")
    kept.heard("compute")
    kept.check("compute")


def test_what_failed_at_once_is_tried_soon() -> None:
    now = [100.0]
    kept = Silence(lambda: now[0])
    kept.silent("a token", NoAnswer("refused."), silence.BRIEF)
    now[0] += silence.BRIEF
    kept.check("a token")
