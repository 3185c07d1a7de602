"""A server that speaks MySQL and says what it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import mysql_mimic.server
from mysql_mimic import IdentityProvider, MysqlServer, NativePasswordAuthPlugin, Session, User
from mysql_mimic.errors import MysqlError
from mysql_mimic.stream import MysqlStream

from actions.model.secret import Secret, Text

PASSWORD = "s3cr/t"
INSECURE = {
    1045: "Access denied for user 'nova'@'127.0.0.1' (using password: YES)",
    3159: "Connections using insecure transport are prohibited while --require_secure_transport=ON.",
}


@dataclass
class Database:
    """A MySQL server whose answers are given: rows by statement, or the error to raise."""

    answers: dict[str, list[dict[str, Any]] | MysqlError] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    logins: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None
    required: int = 0
    """What it says without TLS: 3159, or 1045 as MariaDB 10.11; 0: it lets in."""

    def url(self, password: str = "s3cr%2Ft", schema: str = "nova", query: str = "") -> Text:
        place = f"@127.0.0.1:{self.port}/{schema}{query}"
        return Text.of("mysql+pymysql://nova:", Secret(password), place)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Database]:
        server = MysqlServer(
            session_factory=lambda: _Session(self), identity_provider=_Users(), ssl=self.tls
        )
        await server.start_server(host="127.0.0.1", port=0)
        assert server._server is not None
        self.port = server._server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


class _Stream:
    """mysql-mimic's, that loses no byte: a client begins TLS without waiting for an answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._own, self._reader, self.writer = MysqlStream(reader, writer), reader, writer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    async def start_tls(self, context: ssl.SSLContext) -> None:
        buffer: bytearray = self._reader._buffer  # type: ignore[attr-defined]
        transport: Any = self.writer.transport
        transport.pause_reading()  # start_tls itself goes on with it
        early = bytes(buffer)
        buffer.clear()
        starting = asyncio.ensure_future(self._own.start_tls(context))
        await asyncio.sleep(0)  # its own protocol is asked next, in the loop's order

        def feed() -> None:
            protocol: Any = transport.get_protocol()
            protocol.get_buffer(len(early))[: len(early)] = early
            protocol.buffer_updated(len(early))

        if early:
            asyncio.get_running_loop().call_soon(feed)
        await starting


mysql_mimic.server.MysqlStream = _Stream


class _Users(IdentityProvider):  # type: ignore[misc]
    def get_plugins(self) -> list[Any]:
        return [NativePasswordAuthPlugin()]

    async def get_user(self, username: str) -> User | None:
        auth = NativePasswordAuthPlugin.create_auth_string(PASSWORD)
        return User(name=username, auth_string=auth, auth_plugin="mysql_native_password")


class _Session(Session):  # type: ignore[misc]
    def __init__(self, database: Database) -> None:
        super().__init__()
        self._play = database

    async def init(self, connection: Any) -> None:
        await super().init(connection)
        self._play.logins += 1
        self._secret = connection.stream.writer.get_extra_info("ssl_object") is not None

    async def handle_query(self, sql: str, attrs: dict[str, str]) -> Any:
        self._play.statements.append(sql)
        if self._play.required and not self._secret:
            raise MysqlError(INSECURE[self._play.required], self._play.required)
        answer = self._play.answers.get(sql)
        if isinstance(answer, MysqlError):
            raise answer
        if answer is None:
            return await super().handle_query(sql, attrs)
        return [tuple(row.values()) for row in answer], list(answer[0]) if answer else ["none"]
