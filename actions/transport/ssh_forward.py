"""Ways through hosts to places that they can reach.

sshd looks a name up inside the one process that serves a connection: while its resolver is silent, all
that shares the connection stands still. So a name is looked up by a question first, and what sshd is
given is an address; where it must look a name up itself, it does so on a connection apart.
"""

from __future__ import annotations

import asyncio
import ipaddress
import shlex
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncssh

from actions.model.errors import NoAnswer, UnknownName, Unreachable
from actions.model.query import ShellResult
from actions.transport.lazy import Lazy
from actions.transport.ssh_connect import spoken
from actions.transport.ssh_connections import Connection, Connections

_CHANNEL = 5.0
"""Seconds in which a host must have connected to a place that it was asked to."""

_FAREWELL = 0.5
"""Seconds for what was written last: MySQL logs a client that leaves without a word."""

_LOOK_UP = 5
"""Seconds that a host's resolver has for a name: glibc's own patience with one silent server."""

_GIVE_UP = 10.0
"""Seconds that a host has to say what became of it."""

_KEPT = 60.0
_UNKNOWN_KEPT = 10.0
"""Seconds that an address, or that there is none, is taken as it was told."""

_NOT_FOUND = 2
_TOO_SLOW = (124, 137)
"""Exit codes of `getent`, and of `timeout` around it."""

Ask = Callable[[str, str, float], Awaitable[ShellResult]]
"""A shell question: host, line, timeout."""

Source = asyncssh.SSHReader[bytes] | asyncio.StreamReader
Sink = asyncssh.SSHWriter[bytes] | asyncio.StreamWriter
Streams = tuple[Source, Sink]


class Forwards:
    """The ways through one site's hosts."""

    def __init__(self, links: Connections, apart: Connections, ask: Ask) -> None:
        self._links = links
        self._apart = apart
        self._ask = ask
        self._names: dict[tuple[str, str], Lazy[tuple[str, ...]]] = {}

    @asynccontextmanager
    async def wire(self, host: str, place: tuple[str, int]) -> AsyncIterator[socket.socket]:
        """A socket of a pair, whose other end leads through the host to a place that it can reach.

        No other user of this machine can use it, as they could a forwarded port. Who gets the socket
        closes it. Raises `Unreachable` where the host cannot connect there, `UnknownName` where it has
        no address for the name.
        """
        addresses, connection = await self.prepare(host, place[0])
        try:
            reader, writer = await _connected(host, connection, addresses, place[1])
        except Unreachable as error:
            self._names.pop((host, place[0]), None)
            if place[0] in addresses:
                raise
            meant = f"{place[0]} is {' and '.join(addresses)} there"  # by DNS, or by its /etc/hosts
            raise Unreachable(f"{error} ({meant})") from None
        ours, theirs = socket.socketpair()
        near_reader, near_writer = await asyncio.open_connection(sock=theirs)
        pumps = (
            asyncio.ensure_future(_pump(reader, near_writer)),
            asyncio.ensure_future(_pump(near_reader, writer)),
        )
        try:
            yield ours
            await asyncio.wait(pumps[1:], timeout=_FAREWELL)
        finally:
            for pump in pumps:
                pump.cancel()
            near_writer.close()
            writer.close()

    async def prepare(self, host: str, name: str) -> tuple[tuple[str, ...], Connection]:
        """What `wire` needs, and may take its time: the name's addresses, and a connection."""
        addresses = await self._addresses(host, name)
        links = self._links if all(map(_is_address, addresses)) else self._apart
        return addresses, await links.connection(host)

    async def _addresses(self, host: str, name: str) -> tuple[str, ...]:
        """A name's addresses as the host knows them; asked once, and kept for a while."""
        if name == "localhost" or _is_address(name):
            return (name,)
        once = self._names.setdefault((host, name), Lazy(lambda: self._looked_up(host, name)))
        addresses = await once.get()
        if not addresses:
            raise UnknownName(_line(name))
        return addresses

    async def _looked_up(self, host: str, name: str) -> tuple[str, ...]:
        """The addresses; none: it has none. A host that cannot tell is given the name itself."""
        answer = await self._ask(host, f"timeout -k 1 {_LOOK_UP} {_line(name)}", _GIVE_UP)
        words = (line.split() for line in answer.out.splitlines())
        found = tuple(dict.fromkeys(row[0] for row in words if row and _is_address(row[0])))
        unknown = not found and answer.exit in (_NOT_FOUND, *_TOO_SLOW)
        asyncio.get_running_loop().call_later(
            _UNKNOWN_KEPT if unknown else _KEPT, self._names.pop, (host, name), None
        )
        return found or (() if unknown else (name,))


async def _connected(
    host: str, connection: Connection, addresses: tuple[str, ...], port: int
) -> Streams:
    """A channel to the first of the addresses that can be connected to."""
    refusal = Unreachable("it has no address")
    for address in addresses:
        opening = asyncio.ensure_future(_streams(connection, address, port))
        try:
            async with asyncio.timeout(_CHANNEL / len(addresses)):
                return await asyncio.shield(opening)
        except TimeoutError:
            refusal = Unreachable(f"no answer within {_CHANNEL:g} s")
        except asyncssh.ChannelOpenError as error:
            if error.code == asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED:
                raise NoAnswer(f"{host}: its sshd forbids forwarding (AllowTcpForwarding).") from None
            refusal = Unreachable(error.reason)
        except (asyncssh.Error, OSError) as error:
            raise NoAnswer(f"{host}: the connection was cut: {spoken(error)}.") from None
        finally:
            if not opening.done():
                opening.add_done_callback(_close_late)
    raise refusal


async def _streams(connection: Connection, address: str, port: int) -> Streams:
    return await connection.open_connection(address, port)


async def _pump(source: Source, sink: Sink) -> None:
    """Carry bytes until one side ends, and then end the other."""
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    except (asyncssh.Error, OSError):
        pass
    finally:
        sink.close()


def _close_late(opening: asyncio.Future[Streams]) -> None:
    """Closes a channel that opened when nobody waited any more."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result()[1].close()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _line(name: str) -> str:
    return f"getent ahosts {shlex.quote(name)}"
