"""The simulated database server on the wire: mysql-mimic's protocol, logins against mysql.user."""

from __future__ import annotations

import asyncio
import logging
from hashlib import sha1
from typing import Any

from mysql_mimic import packets
from mysql_mimic.auth import IdentityProvider
from mysql_mimic.charset import CharacterSet
from mysql_mimic.connection import Connection
from mysql_mimic.control import LocalControl
from mysql_mimic.errors import MysqlError
from mysql_mimic.results import ensure_result_set
from mysql_mimic.session import BaseSession
from mysql_mimic.stream import ConnectionClosed, MysqlStream
from mysql_mimic.types import ServerStatus
from mysql_mimic.variables import GlobalVariables, SessionVariables

from actions.sim import accounts
from actions.sim.accounts import Account
from actions.sim.database import Outcome, SqlError
from actions.sim.dialect import VERSION, Session
from actions.sim.state import Cloud

logging.getLogger("mysql_mimic").setLevel(logging.CRITICAL)  # refusals are what one wants to see


class Wire:
    """All connections to the database server: who may in, and whose transaction is open."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.transaction = asyncio.Lock()
        self._control = LocalControl()

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str
    ) -> None:
        """Serve one connection, that comes from that host, until the client leaves."""
        connection = _Connection(self, peer, MysqlStream(reader, writer), self._control)
        connection.connection_id = await self._control.add(connection)
        try:
            await connection.start()
        except (SqlError, MysqlError, ConnectionClosed, ConnectionError):
            pass  # it was told the client, or the client is gone
        finally:
            writer.close()
            await self._control.remove(connection.connection_id)


class _Session(BaseSession):  # type: ignore[misc]
    """What mysql-mimic wants to know of a session; the statements go to `dialect.Session`."""

    def __init__(self) -> None:
        self.variables = SessionVariables(GlobalVariables())
        self.variables.set("version", VERSION, force=True)
        self.username = None
        self.database = None
        self.sql: Session | None = None

    async def use(self, database: str) -> None:
        if self.sql is not None:
            self.sql.use(database)


class _Connection(Connection):  # type: ignore[misc]
    """mysql-mimic's connection with MySQL's own refusals, counts of changed rows and transactions."""

    def __init__(self, wire: Wire, peer: str, stream: MysqlStream, control: LocalControl) -> None:
        super().__init__(stream, _Session(), control, IdentityProvider())
        self._wire = wire
        self._peer = peer
        self._holding = False
        self.status_flags = ServerStatus.SERVER_STATUS_AUTOCOMMIT

    async def authenticate(self, username: str, auth_response: bytes, **_: Any) -> None:
        """Compare the client's scramble with the account's hash, then look at the schema it wants."""
        database = self._wire.cloud.database
        found = accounts.find(database, username, self._peer)
        nonce = (self.handshake_auth_data or b"").rstrip(b"\0")
        if found is None or not _matches(found[1], auth_response, nonce):
            raise accounts.denied(username, self._peer)
        account: Account = found[0]
        schema = self.session.database or ""
        if schema:
            accounts.check_schema(database, account, schema)
        self.session.sql = Session(database, account, schema)
        await self.stream.write(self.ok())

    async def handle_query(self, data: bytes) -> None:
        """Run a statement, and answer with its rows or with how many it changed."""
        sql = packets.parse_com_query(
            capabilities=self.capabilities, client_charset=self.client_charset, data=data
        ).sql
        outcome = (await self._execute(sql))[-1]
        if outcome.columns:
            rows = [list(row) for row in outcome.rows]
            await self.write_text_resultset(await ensure_result_set((rows, list(outcome.columns))))
        else:
            ok = self.ok(affected_rows=outcome.changed, last_insert_id=outcome.inserted)
            await self.stream.write(ok)

    async def _execute(self, sql: str) -> tuple[Outcome, ...]:
        """Run statements, after every open transaction of others has ended (InnoDB's row locks)."""
        session = self.session.sql
        if not self._holding:
            await self._wire.transaction.acquire()
            self._holding = True
        self._wire.cloud.settle()
        try:
            return tuple(session.execute(sql))
        except SqlError as error:
            raise MysqlError(error.message, error.code) from None
        finally:
            self.status_flags = _status(session)
            self._let_go()

    def _let_go(self) -> None:
        if self._holding and not self.session.sql.open:
            self._wire.transaction.release()
            self._holding = False

    async def command_phase(self) -> None:
        """Serve statements; a transaction left open by a client that went is rolled back."""
        try:
            await super().command_phase()
        finally:
            self.session.sql.end(commit=False)
            self._let_go()

    def error(self, **said: Any) -> bytes:
        """An error packet; a refused login keeps MySQL's own number."""
        if isinstance(said.get("msg"), SqlError):
            said = {"msg": said["msg"].message, "code": said["msg"].code}
        return bytes(
            packets.make_error(
                capabilities=self.capabilities, server_charset=CharacterSet.utf8mb4, **said
            )
        )


def _status(session: Session) -> ServerStatus:
    """What pymysql goes by: it sends SET AUTOCOMMIT only where the server says that it differs."""
    status = ServerStatus(0)
    if session.autocommit:
        status |= ServerStatus.SERVER_STATUS_AUTOCOMMIT
    if session.open:
        status |= ServerStatus.SERVER_STATUS_IN_TRANS
    return status


def _matches(stored: str, scramble: bytes, nonce: bytes) -> bool:
    """mysql_native_password: SHA1(password) xor SHA1(nonce + SHA1(SHA1(password)))."""
    if len(scramble) != 20 or not stored.startswith("*"):
        return False
    known = bytes.fromhex(stored[1:])
    mask = sha1(nonce + known).digest()  # noqa: S324
    password = bytes(a ^ b for a, b in zip(scramble, mask, strict=True))
    return sha1(password).digest() == known  # noqa: S324
