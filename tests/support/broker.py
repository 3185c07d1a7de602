"""A server that speaks AMQP 0-9-1 as far as a login goes: what RabbitMQ says, byte by byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from actions.model.secret import Secret, Text
from actions.sim.rabbit import serve

PASSWORD = "s3cr/t"


@dataclass
class Broker:
    """One with the user openstack and the virtual host /."""

    logins: list[tuple[str, str]] = field(default_factory=list)
    """User and virtual host of each that opened."""
    left: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released by each that said good-bye."""
    port: int = 0
    tls: ssl.SSLContext | None = None

    def url(self, password: str = "s3cr%2Ft", vhost: str = "", user: str = "openstack") -> Text:
        """A transport_url that leads here."""
        place = f"@127.0.0.1:{self.port}/{vhost}"
        return Text.of(f"rabbit://{user}:", Secret(password), place)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Broker]:
        """Listen on a free port of loopback."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await serve(reader, writer, self._check, self._opens):
            self.left.release()

    def _check(self, user: str, password: str) -> bool:
        return (user, password) == ("openstack", PASSWORD)

    def _opens(self, user: str, vhost: str) -> str:
        if vhost != "/":
            return f"NOT_ALLOWED - vhost {vhost} not found"
        self.logins.append((user, vhost))
        return ""
