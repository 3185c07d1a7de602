"""RabbitMQ on the wire, as far as a login: AMQP 0-9-1's handshake, its refusals, and its end."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import struct
from collections.abc import Callable
from typing import TypeAlias

from actions.sim.commands.rabbitmqctl import USERS, hashed
from actions.sim.commands.ss import PORTS
from actions.sim.state import Cloud
from actions.sim.unit import Unit

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
START, START_OK, TUNE, TUNE_OK, OPEN, OPEN_OK, CLOSE, CLOSE_OK = 10, 11, 30, 31, 40, 41, 50, 51
"""The methods of class 10, connection."""
_REFUSED = (
    "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. "
    "For details see the broker logfile."
)


async def serve(
    reader: Reader,
    writer: Writer,
    let_in: Callable[[str, str], bool],
    opens: Callable[[str, str], str],
) -> bool:
    """One connection; whether it said good-bye. `opens` says what speaks against a virtual host."""
    with contextlib.suppress(asyncio.IncompleteReadError, OSError):
        await reader.readexactly(8)
        fail_close = b"\x1cauthentication_failure_closet\x01"
        table = b"\x0ccapabilitiesF" + _long(fail_close)
        _send(writer, START, b"\x00\x09" + _long(table) + _long(b"PLAIN AMQPLAIN") + _long(b"en_US"))
        user, password = _login(await _receive(reader, START_OK))
        if not let_in(user, password):
            return await _refuse(reader, writer, 403, _REFUSED)
        _send(writer, TUNE, struct.pack(">HIH", 2047, 131072, 60))
        await _receive(reader, TUNE_OK)
        arguments = await _receive(reader, OPEN)
        vhost = arguments[1 : 1 + arguments[0]].decode()
        if against := opens(user, vhost):
            return await _refuse(reader, writer, 530, against)
        _send(writer, OPEN_OK, b"\x00")
        await _receive(reader, CLOSE)
        _send(writer, CLOSE_OK, b"")
        return True
    return False


def unit_at(cloud: Cloud, name: str, port: int, seen_from: str) -> Unit | None:
    """RabbitMQ's unit, where it listens there."""
    host = cloud.resolve(name, seen_from)
    unit = host.units.get("rabbitmq-server") if host is not None and host.alive else None
    return unit if unit is not None and unit.running and port == PORTS[unit.name] else None


async def relayed(cloud: Cloud, unit: Unit, reader: Reader, writer: Writer) -> None:
    """A connection to the simulated cloud's own RabbitMQ; one that is deaf takes it, and is silent."""
    if unit.deaf:
        with contextlib.suppress(OSError):
            await reader.read()
        return
    users = cloud.rows(USERS)

    def let_in(user: str, password: str) -> bool:
        kept = users[user]["hash"] if user in users else ""
        return bool(kept) and kept == hashed(password, base64.b64decode(kept)[:4])

    def opens(_user: str, vhost: str) -> str:
        return "" if vhost == "/" else f"NOT_ALLOWED - vhost {vhost} not found"

    await serve(reader, writer, let_in, opens)
    with contextlib.suppress(OSError):
        writer.close()


def _login(arguments: bytes) -> tuple[str, str]:
    """Behind the client's properties: the mechanism, and its answer, \\0 user \\0 password."""
    at = 4 + struct.unpack_from(">I", arguments)[0]
    at += 1 + arguments[at]
    size = struct.unpack_from(">I", arguments, at)[0]
    _, user, password = arguments[at + 4 : at + 4 + size].split(b"\x00")
    return user.decode(), password.decode()


async def _refuse(reader: Reader, writer: Writer, code: int, words: str) -> bool:
    said = words.encode()
    _send(writer, CLOSE, struct.pack(">HB", code, len(said)) + said + struct.pack(">HH", 0, 0))
    await _receive(reader, CLOSE_OK)
    return True


def _send(writer: Writer, method: int, arguments: bytes) -> None:
    payload = struct.pack(">HH", 10, method) + arguments
    writer.write(struct.pack(">BHI", 1, 0, len(payload)) + payload + b"\xce")


async def _receive(reader: Reader, method: int) -> bytes:
    """The arguments of the next frame, which must be of that method."""
    _, _, size = struct.unpack(">BHI", await reader.readexactly(7))
    payload = await reader.readexactly(size + 1)
    if struct.unpack_from(">HH", payload) != (10, method):
        raise OSError("another method was expected")
    return payload[4:-1]


def _long(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text
