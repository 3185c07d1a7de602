"""Message brokers: an AMQP login through an SSH connection to a host that uses one. Imports amqp."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from typing import Any

import amqp
from amqp.exceptions import AMQPError
from amqp.sasl import AMQPLAIN, PLAIN
from amqp.transport import TCPTransport

from actions.formats.url import RABBIT_PORT, Url
from actions.model.errors import NoAnswer, UnknownName, Unreachable
from actions.model.query import AmqpQuery, AmqpResult
from actions.model.tls import NO_TLS
from actions.transport.ssh import Ssh
from actions.transport.threads import Place, Threads
from actions.transport.tls import ClientTls, Unusable, words

_PATIENCE = 4.0
"""Seconds that a broker has for each of its words: a well one has said all in milliseconds."""

_THREADS = 32
"""As many hosts as may wait for a silent broker at once; each thread waits, and does nothing."""

_GUEST = "guest"
"""Who logs in where a URL names nobody, and the password: as kombu does for oslo.messaging."""


class Brokers:
    """The brokers behind one site's hosts; every question logs in anew, and out again.

    It has threads of its own: a broker that is silent holds up no question to a database.
    """

    def __init__(self, ssh: Ssh, tls: ClientTls) -> None:
        self._ssh = ssh
        self._tls = tls
        self._threads = Threads(_THREADS)

    async def ask(self, question: AmqpQuery, timeout: float) -> AmqpResult:
        """What the broker said, or why it said nothing; `NoAnswer` where SSH gives no way to it."""
        url = Url.parse(question.url.wire())
        if url is None or url.torn:
            raise NoAnswer(f"{question.via}: {question.url.shown()} is no URL of a broker.")
        via, place = question.via, (url.host.strip("[]") or "localhost", url.port or RABBIT_PORT)
        patience = min(_PATIENCE, timeout)
        try:
            tls = await self._tls.context(via, question.tls) if question.tls else None
            await self._ssh.prepare(via, place[0])
            # The connection first: hosts that wait for one that is off hold no thread.
            async with self._ssh.wire(via, place) as wire, self._thread(wire) as thread:
                answer = await thread.call(timeout, _login, wire, url, tls, patience)
        except Unusable as why:
            return AmqpResult(error=f"{NO_TLS}: {why}", connected=False)
        except UnknownName as line:
            error = f"{via} does not resolve the name {place[0]} (asked there: {line})"
            return AmqpResult(error=error, connected=False)
        except Unreachable as error:
            reason = f"{via} cannot connect to {place[0]} port {place[1]}: {error}"
            return AmqpResult(error=reason, connected=False)
        except TimeoutError:
            return AmqpResult(error=_silent(timeout))
        if answer.error and not answer.code and not self._ssh.through(via):
            raise NoAnswer(f"{via}: the SSH connection was cut.")
        return answer

    @contextlib.asynccontextmanager
    async def _thread(self, wire: socket.socket) -> AsyncIterator[Place]:
        try:
            async with self._threads.place() as place:
                yield place
        except NoAnswer:
            wire.close()
            raise

    def close(self) -> None:
        """End the threads that are free."""
        self._threads.close()


class _Wire(TCPTransport):  # type: ignore[misc]
    """py-amqp's transport over a socket that is connected already, and is none of TCP."""

    def __init__(self, wire: socket.socket, patience: float) -> None:
        super().__init__("localhost")
        self._wire, self._patience = wire, patience

    def _connect(self, *_: object) -> None:
        self.sock = self._wire

    def _init_socket(self, *_: object) -> None:
        self.sock.settimeout(self._patience)
        self._setup_transport()
        self._write(b"AMQP\x00\x00\x09\x01")


class _Connection(amqp.Connection):  # type: ignore[misc]
    """py-amqp's connection over such a socket: its method `Transport` makes what it speaks through."""

    def __init__(self, wire: socket.socket, patience: float, **settings: Any) -> None:
        super().__init__(connect_timeout=patience, **settings)
        self._wire, self._patience = wire, patience

    def Transport(self, *_: object, **__: object) -> _Wire:
        return _Wire(self._wire, self._patience)


def _login(wire: socket.socket, url: Url, tls: ssl.SSLContext | None, patience: float) -> AmqpResult:
    """In a thread: the handshake over the socket, as far as it goes, and a polite end."""
    user, password = url.login
    with contextlib.closing(wire):
        wire.settimeout(patience)
        try:
            sock = tls.wrap_socket(wire, server_hostname=url.host.strip("[]")) if tls else wire
        except TimeoutError:
            return AmqpResult(error=_silent(patience))
        except OSError as error:
            return AmqpResult(error=f"{NO_TLS}: {words(error)}")
        who = (user or _GUEST, password.reveal() or _GUEST)
        with contextlib.closing(sock):
            connection = _Connection(
                sock, patience, authentication=(PLAIN(*who), AMQPLAIN(*who)),
                virtual_host=url.virtual_host, client_properties={"product": "stackmend"},
            )  # fmt: skip
            return _answer(connection, patience)


def _answer(connection: _Connection, patience: float) -> AmqpResult:
    try:
        connection.connect()
    except AMQPError as error:
        return AmqpResult(int(error.reply_code or 0), str(error.reply_text or error))
    except TimeoutError:
        return AmqpResult(error=_silent(patience))
    except Exception as error:  # what does not speak AMQP brings py-amqp to all kinds
        return AmqpResult(error=f"it ended the login: {words(error)}")
    # One that does not say good-bye is a warning in RabbitMQ's log.
    with contextlib.suppress(Exception):
        connection.close()
    return AmqpResult()


def _silent(seconds: float) -> str:
    return f"it takes the connection and says nothing within {seconds:g} s"
