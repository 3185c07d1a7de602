"""Databases: MySQL through an SSH connection to a host that reaches them. Imports pymysql."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import parse_qs

import pymysql
from pymysql.charset import charset_by_name
from pymysql.constants import CLIENT, CR, ER
from pymysql.cursors import DictCursor

from actions.formats import tls_options
from actions.formats.tls_options import PYMYSQL
from actions.formats.url import MYSQL_PORT, Url
from actions.model.command import Rows, Sql
from actions.model.errors import NoAnswer, UnknownName, Unreachable
from actions.model.query import SqlQuery, SqlResult
from actions.model.secret import Text
from actions.transport.places import Dead, Places
from actions.transport.ssh import Ssh
from actions.transport.threads import Threads
from actions.transport.tls import ClientTls, Unusable, unverified, words

_READ = 20.0
"""Seconds that a server may take for the next bytes of an answer; a shorter timeout ends before."""

_LOGIN = 8.0
"""Seconds that it may take for the next bytes of a login: a slow resolver there costs it five."""

_BACKUP = 60.0

_WANTS_TLS = 3159
_NO_PLAIN = (_WANTS_TLS, ER.ACCESS_DENIED_ERROR)
"""Without TLS: the latter by MariaDB 10.11, and where an account requires it."""

_OFFERS_ITSELF = (1, 2)
"""PyMySQL's first version that speaks TLS unasked where a server offers it."""

_LOST = (CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST)

_DEAD = (CR.CR_CONN_HOST_ERROR, *_LOST)
"""Of a place that never spoke: no server said these."""

T = TypeVar("T")
R = TypeVar("R")


class Databases:
    """The databases behind one site's hosts.

    Every call logs in anew: a session that outlived a changed password or grant would answer as if
    nothing had happened, and that is what one wants to see.
    """

    def __init__(self, ssh: Ssh, threads: Threads, tls: ClientTls) -> None:
        self._ssh = ssh
        self._threads = threads
        self._tls = tls
        self._places: Places[SqlResult] = Places()

    def forget(self) -> None:
        """A command was run: what gave no answer before it may give one now."""
        self._places.forget()

    async def ask(self, question: SqlQuery, timeout: float) -> SqlResult:
        """Rows, or the server's refusal or silence; raises `NoAnswer` where SSH gives no way to it."""
        try:
            return await self._call(question.via, question.url, timeout, _read, question)
        except _Failed as failed:
            return failed.answer
        except _Slow as slow:
            return SqlResult(code=CR.CR_SERVER_LOST, error=str(slow))

    async def run(self, command: Sql, output: Callable[[str], None]) -> int:
        """All statements in one transaction; 0, or MySQL's error number: it was not committed then."""
        self.forget()
        try:
            counts = await self._call(
                command.via, command.url, command.timeout, _write, command.statements
            )
        except _Failed as failed:
            output(f"MySQL error {failed.answer.code}: {failed.answer.error}")
            return failed.answer.code
        for count in counts:
            output(f"{count} row{'' if count == 1 else 's'}")
        return 0

    async def fetch(self, rows: Rows) -> list[dict[str, Any]]:
        """The rows as they are now; raises `NoAnswer`, also with the server's refusal."""
        statement = f"SELECT * FROM `{rows.table}` WHERE {rows.where}"  # noqa: S608 - a step's own text
        answer = await self.ask(SqlQuery(rows.via, rows.url, (statement,)), _BACKUP)
        if answer.code:
            raise NoAnswer(
                f"{rows.via}: the rows of {rows.table} cannot be read for their backup: "
                f"MySQL error {answer.code}: {answer.error}"
            )
        return [dict(row) for row in answer.results[0]]

    async def _call(
        self, via: str, text: Text, timeout: float, function: Callable[..., T], statements: object
    ) -> T:
        url = Url.parse(text.wire())
        if url is None:
            raise NoAnswer(f"{via}: {text.shown()} is no database URL.")
        asked = _Asked(via, url.host.strip("[]") or "localhost", url.port or MYSQL_PORT)
        context = await self._context(via, url)
        _raise(await self._places.turn(asked))
        heard: list[_Asked] = []
        loop = asyncio.get_running_loop()

        def alive() -> None:
            heard.append(asked)
            loop.call_soon_threadsafe(self._places.alive, asked)

        session = _Session(url, timeout, alive, function, statements, context)
        try:
            try:
                return await self._there(asked, timeout, session.call)
            except _Failed as failed:
                if not failed.tls_offered or failed.answer.code not in _NO_PLAIN:
                    raise
                return await self._with_tls(asked, session, failed.answer)
        except (_Failed, _Slow) as error:
            answer = (
                error.answer
                if isinstance(error, _Failed)
                else SqlResult(code=CR.CR_SERVER_LOST, error=str(error))
            )
            if answer.code in _DEAD and not heard:
                self._places.dead(asked, answer)
            raise
        finally:
            self._places.over(asked)

    async def _context(self, via: str, url: Url) -> ssl.SSLContext | None:
        """What the URL's options come to; what the service could not use is an answer."""
        tls = tls_options.of_database(url)
        try:
            return await self._tls.context(via, tls) if tls else None
        except Unusable as error:
            raise _Failed(SqlResult(code=CR.CR_SSL_CONNECTION_ERROR, error=str(error))) from None

    async def _with_tls(self, asked: _Asked, session: _Session[T], refused: SqlResult) -> T:
        """What was refused in clear, if the service would have gone in with TLS; raises else.

        A refusal that says nothing of TLS is told as what it is where the same login opens with it.
        """
        secret = replace(session, tls=unverified())
        if refused.code != _WANTS_TLS:
            await self._there(asked, session.timeout, secret.knock)
        if await self._speaks_it_unasked(asked.via, session.url):
            return await self._there(asked, session.timeout, secret.call)
        said = refused.error
        if refused.code != _WANTS_TLS:
            said = f"{refused.code} {said}, and with TLS it is let in"
        raise _Failed(SqlResult(code=_WANTS_TLS, error=said))

    async def _speaks_it_unasked(self, via: str, url: Url) -> bool:
        """Whether the service speaks TLS where its URL names no option."""
        if "ssl" in url.query or not tls_options.by_pymysql(url):
            return "ssl" not in url.query
        return (await self._tls.versions(via)).get(PYMYSQL, ()) >= _OFFERS_ITSELF

    async def _there(self, asked: _Asked, timeout: float, session: Callable[[socket.socket], R]) -> R:
        via, place = asked.via, (asked.host, asked.port)
        try:
            await self._ssh.prepare(via, place[0])
            # The thread first: a server that has been connected to waits 10 s for the login.
            async with self._threads.place() as thread:
                _raise(self._places.dead_now(asked))  # since it was to be waited for
                async with self._ssh.wire(via, place) as wire:
                    return await thread.call(timeout, session, wire)
        except UnknownName as line:
            reason = f"{via} does not resolve the name {place[0]} (asked there: {line})"
            raise _Failed(SqlResult(code=CR.CR_UNKNOWN_HOST, error=reason)) from None
        except Unreachable as error:
            reason = f"{via} cannot connect to {place[0]} port {place[1]}: {error}"
            raise _Failed(SqlResult(code=CR.CR_CONN_HOST_ERROR, error=reason)) from None
        except _Failed as failed:
            cut = (*_LOST, CR.CR_SSL_CONNECTION_ERROR)
            if failed.answer.code in cut and not self._ssh.through(via):
                raise NoAnswer(f"{via}: the SSH connection was cut.") from None
            raise
        except TimeoutError:
            if not self._ssh.through(via):
                raise NoAnswer(f"{via}: the SSH connection was cut.") from None
            raise _Slow(
                f"{via}: the database server at {place[0]} port {place[1]} did not answer within "
                f"{timeout:g} s."
            ) from None


class _Asked(NamedTuple):
    """A place, and the host that leads there."""

    via: str
    host: str
    port: int


class _Slow(NoAnswer):
    """It was connected to, and took longer than the question may; nobody knows what it did."""


class _Connection(pymysql.connections.Connection):
    """pymysql's connection, of which we read two things."""

    _read_timeout: float
    """Looked at before each answer: it may be changed between two."""
    server_capabilities: int = 0
    """What it said that it can do; 0: it said nothing."""


class _Failed(Exception):
    """MySQL's error, with the results of the statements before it."""

    def __init__(self, answer: SqlResult, tls_offered: bool = False) -> None:
        super().__init__(answer.error)
        self.answer = answer
        self.tls_offered = tls_offered
        """By a server that was spoken to in clear."""


def _raise(dead: Dead[SqlResult] | None) -> None:
    """What another question got a moment ago, where that is all that this one would get."""
    if dead is not None:
        ago = f" (asked {dead.ago:.0f} s ago)" if dead.ago >= 1 else ""
        raise _Failed(replace(dead.answer, error=f"{dead.answer.error}{ago}"))


@dataclass(frozen=True)
class _Session(Generic[T]):
    """One login and what is done with it, in a thread."""

    url: Url
    timeout: float
    alive: Callable[[], None]
    """Called as soon as the server has spoken."""
    function: Callable[[_Connection, Any], T]
    statements: object
    tls: ssl.SSLContext | None = None
    """None: without, as PyMySQL does where the URL names no option."""

    def call(self, wire: socket.socket) -> T:
        """Log in over the socket, call, and close it."""
        return self._called(wire, self.function)

    def knock(self, wire: socket.socket) -> None:
        """Log in, and no more: raises where it is not let in."""
        self._called(wire, lambda *_: None)

    def _called(self, wire: socket.socket, function: Callable[[_Connection, Any], R]) -> R:
        with closing(wire):
            try:
                with closing(self._connected(wire)) as connection:
                    return function(connection, self.statements)
            except _Failed:
                raise
            except Exception as error:  # what does not speak MySQL brings pymysql to all kinds
                raise _Failed(_answer(error)) from None

    def _connected(self, wire: socket.socket) -> _Connection:
        user, password = self.url.login
        patience = min(_LOGIN, self.timeout + 1)
        connection = _Connection(
            user=user,
            password=password.reveal().encode(),
            host=self.url.host.strip("[]"),
            ssl=self.tls,
            ssl_disabled=self.tls is None,
            database=self.url.path or None,
            charset=_charset(self.url.query),
            read_timeout=patience,
            write_timeout=min(_READ, self.timeout + 1),
            program_name="stackmend",
            defer_connect=True,
        )
        try:
            connection.connect(wire)
        except pymysql.MySQLError as error:
            if isinstance(error.__context__, TimeoutError):
                silent = (
                    f"{self.url.host} let itself be connected to and said nothing for {patience:g} s"
                )
                raise _Failed(SqlResult(code=CR.CR_SERVER_LOST, error=silent)) from None
            answer = _answer(error)
            if answer.code not in _DEAD or connection.server_capabilities:
                self.alive()
            offered = self.tls is None and bool(connection.server_capabilities & CLIENT.SSL)
            raise _Failed(answer, offered) from None
        self.alive()
        connection._read_timeout = min(_READ, self.timeout + 1)
        return connection


def _read(connection: _Connection, question: SqlQuery) -> SqlResult:
    results: list[tuple[Mapping[str, Any], ...]] = []
    with connection.cursor(DictCursor) as cursor:
        for statement, older in zip_longest(question.statements, question.older, fillvalue=""):
            try:
                results.append(_rows(cursor, statement, older))
            except pymysql.MySQLError as error:
                return _answer(error, tuple(results))
    return SqlResult(tuple(results))


def _rows(cursor: DictCursor, statement: str, older: str) -> tuple[Mapping[str, Any], ...]:
    try:
        cursor.execute(statement)
    except pymysql.MySQLError as error:
        if not older or _answer(error).code not in (ER.BAD_FIELD_ERROR, ER.NO_SUCH_TABLE):
            raise
        cursor.execute(older)
    return tuple(cursor.fetchall())


def _write(connection: _Connection, statements: tuple[Text, ...]) -> list[int]:
    connection.begin()
    with connection.cursor() as cursor:
        counts = [cursor.execute(statement.wire()) for statement in statements]
    connection.commit()
    return counts


def _answer(error: Exception, results: tuple[tuple[Mapping[str, Any], ...], ...] = ()) -> SqlResult:
    broken = getattr(error, "original_exception", error.__context__)
    if isinstance(broken, ssl.SSLError) and not isinstance(broken, ssl.SSLEOFError):
        return SqlResult(results, CR.CR_SSL_CONNECTION_ERROR, words(broken))
    code, *rest = error.args or (0,)
    known = isinstance(code, int) and code > 0
    said = str(rest[0]) if known and rest else " ".join(str(part) for part in error.args)
    return SqlResult(
        results, code if known else CR.CR_SERVER_LOST, said or "the server closed the connection"
    )


def _charset(query: str) -> str:
    """The URL's own charset, as nova would use it; utf8mb4 where it names none that is known."""
    named = parse_qs(query).get("charset", [""])[-1]
    return named if named and charset_by_name(named) is not None else "utf8mb4"
