"""Databases: MySQL through an SSH connection to a host that reaches them. Imports pymysql."""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, TypeVar
from urllib.parse import parse_qs

import pymysql
from pymysql.charset import charset_by_name
from pymysql.constants import CR
from pymysql.cursors import DictCursor

from actions.formats.url import MYSQL_PORT, Url
from actions.model.command import Rows, Sql
from actions.model.errors import NoAnswer, UnknownName, Unreachable
from actions.model.query import SqlQuery, SqlResult
from actions.model.secret import Text
from actions.transport.ssh import Ssh
from actions.transport.threads import Threads

_READ = 20.0
"""Seconds that a server may take for the next bytes of an answer; a shorter timeout ends before."""

_BACKUP = 60.0

_LOST = (CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST)

T = TypeVar("T")


class Databases:
    """The databases behind one site's hosts.

    Every call logs in anew: a session that outlived a changed password or grant would answer as if
    nothing had happened, and that is what one wants to see.
    """

    def __init__(self, ssh: Ssh, threads: Threads) -> None:
        self._ssh = ssh
        self._threads = threads

    async def ask(self, question: SqlQuery, timeout: float) -> SqlResult:
        """Rows, or the server's refusal; raises `NoAnswer` where SSH gives no way to it."""
        try:
            return await self._call(question.via, question.url, timeout, _read, question.statements)
        except _Failed as failed:
            return failed.answer

    async def run(self, command: Sql, output: Callable[[str], None]) -> int:
        """All statements in one transaction; 0, or MySQL's error number: it was not committed then."""
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
        place = (url.host.strip("[]") or "localhost", url.port or MYSQL_PORT)
        try:
            await self._ssh.prepare(via, place[0])
            # The thread first: a server that has been connected to waits 10 s for the login.
            async with self._threads.place() as thread, self._ssh.wire(via, place) as wire:
                return await thread.call(timeout, _session, wire, url, timeout, function, statements)
        except UnknownName as line:
            reason = f"{via} does not resolve the name {place[0]} (asked there: {line})"
            raise _Failed(SqlResult(code=CR.CR_UNKNOWN_HOST, error=reason)) from None
        except Unreachable as error:
            reason = f"{via} cannot connect to {place[0]} port {place[1]}: {error}"
            raise _Failed(SqlResult(code=CR.CR_CONN_HOST_ERROR, error=reason)) from None
        except _Failed as failed:
            if failed.answer.code in _LOST and not self._ssh.through(via):
                raise NoAnswer(f"{via}: the SSH connection was cut.") from None
            raise
        except TimeoutError:
            raise NoAnswer(
                f"{via}: the database server at {place[0]} port {place[1]} did not answer within "
                f"{timeout:g} s."
            ) from None


class _Connection(pymysql.connections.Connection):
    """pymysql's connection with one TLS context for all: by itself it reads every CA for each login."""

    def _create_ssl_ctx(self, _settings: object) -> ssl.SSLContext:
        return _tls()


@functools.cache
def _tls() -> ssl.SSLContext:
    """TLS where the server offers it, unchecked as by pymysql: SSH has brought us to the host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class _Failed(Exception):
    """MySQL's error, with the results of the statements before it."""

    def __init__(self, answer: SqlResult) -> None:
        super().__init__(answer.error)
        self.answer = answer


def _session(
    wire: socket.socket,
    url: Url,
    timeout: float,
    function: Callable[[_Connection, Any], T],
    statements: object,
) -> T:
    """In a thread: log in over the socket, call, and close it."""
    user, password = url.login
    with closing(wire):
        try:
            connection = _Connection(
                user=user,
                password=password.reveal().encode(),
                host=url.host,
                database=url.path or None,
                charset=_charset(url.query),
                read_timeout=min(_READ, timeout + 1),
                write_timeout=min(_READ, timeout + 1),
                program_name="stackmend",
                defer_connect=True,
            )
            connection.connect(wire)
            with closing(connection):
                return function(connection, statements)
        except Exception as error:  # what does not speak MySQL brings pymysql to all kinds
            raise _Failed(_answer(error)) from None


def _read(connection: _Connection, statements: tuple[str, ...]) -> SqlResult:
    results: list[tuple[Mapping[str, Any], ...]] = []
    with connection.cursor(DictCursor) as cursor:
        for statement in statements:
            try:
                cursor.execute(statement)
                results.append(tuple(cursor.fetchall()))
            except pymysql.MySQLError as error:
                return _answer(error, tuple(results))
    return SqlResult(tuple(results))


def _write(connection: _Connection, statements: tuple[Text, ...]) -> list[int]:
    connection.begin()
    with connection.cursor() as cursor:
        counts = [cursor.execute(statement.wire()) for statement in statements]
    connection.commit()
    return counts


def _answer(error: Exception, results: tuple[tuple[Mapping[str, Any], ...], ...] = ()) -> SqlResult:
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
