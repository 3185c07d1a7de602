"""Logins through a real SSH server to a server that speaks AMQP, and all that may be said instead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.model.query import AmqpQuery, AmqpResult
from actions.model.secret import Secret, Text
from actions.model.tls import Tls
from actions.transport import amqp
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.broker import Broker
from tests.support.servers import SshHost, really, says, silent_port

ANY = Tls("amqp")


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[SshHost]:
    async with SshHost(tmp_path).running() as running:
        yield running


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site())
    yield gateway
    await gateway.close()


@pytest.fixture
async def broker() -> AsyncIterator[Broker]:
    async with Broker().running() as running:
        yield running


async def test_it_opens_in_a_moment_and_says_good_bye(gateway: Gateway, broker: Broker) -> None:
    question = AmqpQuery("ctl", broker.url())
    assert await gateway.ask(question, 5) == AmqpResult()
    began = time.monotonic()
    assert await gateway.ask(question, 5) == AmqpResult()
    assert time.monotonic() - began < 0.5
    assert broker.logins == [("openstack", "/")] * 2
    async with asyncio.timeout(5):
        await broker.left.acquire()
        await broker.left.acquire()


async def test_a_wrong_password_in_amqps_own_words(gateway: Gateway, broker: Broker) -> None:
    answer = await gateway.ask(AmqpQuery("ctl", broker.url("hunter22")), 5)
    assert (answer.code, answer.connected) == (403, True)
    assert answer.error.startswith("ACCESS_REFUSED - Login was refused")


async def test_a_virtual_host_that_is_not_there(gateway: Gateway, broker: Broker) -> None:
    answer = await gateway.ask(AmqpQuery("ctl", broker.url(vhost="cell%32")), 5)
    assert answer == AmqpResult(530, "NOT_ALLOWED - vhost cell2 not found")


@pytest.mark.parametrize("vhost", ["/", "%2F"])
async def test_the_virtual_host_may_be_written_out(
    gateway: Gateway, broker: Broker, vhost: str
) -> None:
    assert await gateway.ask(AmqpQuery("ctl", broker.url(vhost=vhost)), 5) == AmqpResult()


async def test_nothing_listens(gateway: Gateway) -> None:
    answer = await gateway.ask(AmqpQuery("ctl", Broker(port=1).url()), 5)
    assert (answer.code, answer.connected) == (0, False)
    assert answer.error.startswith("ctl cannot connect to 127.0.0.1 port 1: ")


async def test_a_broker_with_an_unknown_name(host: SshHost, gateway: Gateway) -> None:
    host.play = says(status=2)
    url = Text.of("rabbit://openstack:", Secret("x"), "@mq9/")
    said = "ctl does not resolve the name mq9 (asked there: getent ahosts mq9)"
    assert await gateway.ask(AmqpQuery("ctl", url), 5) == AmqpResult(error=said, connected=False)


async def test_a_broker_that_says_nothing(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.play = really()
    monkeypatch.setattr(amqp, "_PATIENCE", 0.05)
    async with silent_port() as port:
        for tls in (None, ANY):
            answer = await gateway.ask(AmqpQuery("ctl", Broker(port=port).url(), tls), 5)
            assert answer == AmqpResult(error="it takes the connection and says nothing within 0.05 s")


async def test_what_speaks_something_else(host: SshHost, gateway: Gateway, broker: Broker) -> None:
    host.play = really()

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answer = await gateway.ask(AmqpQuery("ctl", Broker(port=port).url()), 5)
    assert (answer.code, answer.connected) == (0, True)
    assert answer.error.startswith("it ended the login: ")
    server.close()
    answer = await gateway.ask(AmqpQuery("ctl", broker.url(), tls=ANY), 5)
    assert answer.error.startswith("no TLS can be agreed on: ")


async def test_a_cut_ssh_connection_is_no_fault_of_the_broker(host: SshHost, gateway: Gateway) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)
        host.cut()

    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(NoAnswer, match=r"ctl: the SSH connection was cut\."):
        await gateway.ask(AmqpQuery("ctl", Broker(port=port).url()), 5)
    server.close()


async def test_what_is_no_url_is_said_without_its_password(gateway: Gateway) -> None:
    with pytest.raises(NoAnswer, match=r"ctl: rabbit:\*\*\*\* is no URL of a broker"):
        await gateway.ask(AmqpQuery("ctl", Text.of("rabbit:", Secret("hunter22"))), 5)
