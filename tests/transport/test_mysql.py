"""SQL through a real SSH server to a server that speaks MySQL, and all its refusals."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mysql_mimic.errors import MysqlError

from actions.model.command import Rows, Sql
from actions.model.query import SqlQuery, SqlResult
from actions.model.secret import Secret, Text
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.database import Database
from tests.support.servers import SshHost, says, silent_port


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
async def database() -> AsyncIterator[Database]:
    async with Database().running() as running:
        yield running


async def test_each_statement_gives_its_rows(gateway: Gateway, database: Database) -> None:
    database.answers = {
        "SELECT 1": [{"id": 1, "name": "cell1"}, {"id": 2, "name": None}],
        "SELECT 2": [],
    }
    answer = await gateway.ask(SqlQuery("ctl", database.url(), ("SELECT 1", "SELECT 2")), 5)
    assert answer == SqlResult((({"id": 1, "name": "cell1"}, {"id": 2, "name": None}), ()))


async def test_every_look_logs_in_anew_over_one_ssh_connection(
    host: SshHost, gateway: Gateway, database: Database
) -> None:
    question = SqlQuery("ctl", database.url(), ("SELECT 1",))
    await asyncio.gather(*(gateway.ask(question, 5) for _ in range(12)))
    assert (database.logins, host.logins) == (12, 1)


async def test_a_wrong_password(gateway: Gateway, database: Database) -> None:
    answer = await gateway.ask(SqlQuery("ctl", database.url("wrong"), ("SELECT 1",)), 5)
    assert (answer.code, answer.results) == (1045, ())
    assert answer.error.startswith("Access denied for user")


async def test_an_unknown_schema(gateway: Gateway, database: Database) -> None:
    database.answers = {"SET NAMES utf8mb4": MysqlError("Unknown database 'gone'", 1049)}
    answer = await gateway.ask(SqlQuery("ctl", database.url(schema="gone"), ("SELECT 1",)), 5)
    assert (answer.code, answer.error) == (1049, "Unknown database 'gone'")


async def test_a_missing_table_keeps_the_results_before_it(
    gateway: Gateway, database: Database
) -> None:
    database.answers = {
        "SELECT 1": [{"one": 1}],
        "SELECT 2": MysqlError("Table 'nova.services' doesn't exist", 1146),
    }
    answer = await gateway.ask(SqlQuery("ctl", database.url(), ("SELECT 1", "SELECT 2", "SELECT 1")), 5)
    assert answer == SqlResult((({"one": 1},),), code=1146, error="Table 'nova.services' doesn't exist")


@pytest.mark.parametrize("code", [1054, 1146])
async def test_tables_of_an_older_release_are_asked_otherwise(
    gateway: Gateway, database: Database, code: int
) -> None:
    database.answers = {
        "SELECT 1": [{"one": 1}],
        "SELECT 2": MysqlError("Unknown column 'disabled' in 'field list'", code),
        "SELECT 20": [{"two": 2}],
    }
    question = SqlQuery("ctl", database.url(), ("SELECT 1", "SELECT 2", "SELECT 1"), ("", "SELECT 20"))
    answer = await gateway.ask(question, 5)
    assert answer == SqlResult((({"one": 1},), ({"two": 2},), ({"one": 1},)))


async def test_what_is_refused_is_not_asked_otherwise(gateway: Gateway, database: Database) -> None:
    database.answers = {"SELECT 2": MysqlError("SELECT command denied", 1142)}
    question = SqlQuery("ctl", database.url(), ("SELECT 2",), ("SELECT 20",))
    answer = await gateway.ask(question, 5)
    assert (answer.code, answer.results) == (1142, ())
    assert "SELECT 20" not in database.statements


async def test_a_server_that_does_not_listen(gateway: Gateway) -> None:
    database = Database(port=1)
    answer = await gateway.ask(SqlQuery("ctl", database.url(), ("SELECT 1",)), 5)
    assert answer.code == 2003
    assert answer.error.startswith("ctl cannot connect to 127.0.0.1 port 1: ")


async def test_a_server_with_an_unknown_name(host: SshHost, gateway: Gateway) -> None:
    host.play = says(status=2)
    url = Text.of("mysql+pymysql://nova:", Secret("x"), "@db9/nova")
    answer = await gateway.ask(SqlQuery("ctl", url, ("SELECT 1",)), 5)
    said = "ctl does not resolve the name db9 (asked there: getent ahosts db9)"
    assert answer == SqlResult(code=2005, error=said)
    assert host.forwards == []


async def test_a_server_that_says_nothing(gateway: Gateway) -> None:
    async with silent_port() as port:
        answer = await gateway.ask(SqlQuery("ctl", Database(port=port).url(), ("SELECT 1",)), 0.05)
    assert answer.code == 2013
    assert f"127.0.0.1 port {port} did not answer within 0.05 s" in answer.error


async def test_what_says_nothing_is_waited_for_once(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.transport.mysql._LOGIN", 0.3)
    async with silent_port() as port:
        question = SqlQuery("ctl", Database(port=port).url(), ("SELECT 1",))
        began = asyncio.get_running_loop().time()
        answers = await asyncio.gather(*(gateway.ask(question, 5) for _ in range(20)))
        took = asyncio.get_running_loop().time() - began
    assert {(answer.code, answer.error) for answer in answers} == {
        (2013, "127.0.0.1 let itself be connected to and said nothing for 0.3 s")
    }
    assert took < 2
    assert len(host.forwards) == 1


async def test_a_place_that_refused_is_not_asked_again_in_the_same_look(
    host: SshHost, gateway: Gateway
) -> None:
    question = SqlQuery("ctl", Database(port=1).url(), ("SELECT 1",))
    answers = [await gateway.ask(question, 5) for _ in range(3)]
    assert {answer.code for answer in answers} == {2003}
    assert len(host.forwards) == 1


async def test_after_a_command_a_place_is_asked_again(host: SshHost, gateway: Gateway) -> None:
    closed = SqlQuery("ctl", Database(port=1).url(), ("SELECT 1",))
    assert (await gateway.ask(closed, 5)).code == 2003
    assert await gateway.run(Sql("ctl", closed.url, (Text.of("DELETE"),)), lambda _: None) == 2003
    assert (await gateway.ask(closed, 5)).code == 2003
    assert len(host.forwards) == 3


async def test_a_write_that_took_too_long_is_not_said_to_have_failed(gateway: Gateway) -> None:
    async with silent_port() as port:
        command = Sql("ctl", Database(port=port).url(), (Text.of("DELETE"),), timeout=0.05)
        with pytest.raises(NoAnswer, match=r"did not answer within 0\.05 s"):
            await gateway.run(command, lambda _: None)


async def test_a_server_that_speaks_something_else(gateway: Gateway) -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answer = await gateway.ask(SqlQuery("ctl", Database(port=port).url(), ("SELECT 1",)), 5)
    assert answer.code > 0
    assert answer.error
    server.close()


async def test_a_cut_ssh_connection_is_no_fault_of_the_server(
    host: SshHost, gateway: Gateway, database: Database
) -> None:
    class Cut(dict[str, Any]):
        def get(self, *_: Any) -> None:
            host.cut()

    database.answers = Cut()
    with pytest.raises(NoAnswer, match=r"ctl: the SSH connection was cut\."):
        await gateway.ask(SqlQuery("ctl", database.url(), ("SELECT 1",)), 5)


async def test_what_is_no_url_is_said_without_its_password(gateway: Gateway) -> None:
    url = Text.of("mysql:", Secret("hunter22"))
    with pytest.raises(NoAnswer, match=r"ctl: mysql:\*\*\*\* is no database URL"):
        await gateway.ask(SqlQuery("ctl", url, ()), 5)


async def test_a_charset_that_the_client_lacks(gateway: Gateway, database: Database) -> None:
    answer = await gateway.ask(
        SqlQuery("ctl", database.url(query="?charset=klingon"), ("SELECT 1",)), 5
    )
    assert answer.code == 0
    assert any("utf8mb4" in statement for statement in database.statements)


async def test_a_command_is_one_transaction(gateway: Gateway, database: Database) -> None:
    lines: list[str] = []
    database.answers = {"UPDATE a SET b = 'new one'": [], "DELETE FROM c": []}
    first = Text.of("UPDATE a SET b = '", Secret("new one"), "'")
    command = Sql("ctl", database.url(), (first, Text.of("DELETE FROM c")))
    assert await gateway.run(command, lines.append) == 0
    sent = database.statements
    assert sent[sent.index("BEGIN") :] == ["BEGIN", *database.answers, "COMMIT"]
    assert lines == ["0 rows", "0 rows"]


async def test_a_command_that_fails_is_not_committed_and_its_error_is_masked(
    gateway: Gateway, database: Database
) -> None:
    statement = "SET PASSWORD = 'new one'"
    database.answers = {statement: MysqlError(f"Error near {statement}", 1064)}
    lines: list[str] = []
    command = Sql("ctl", database.url(), (Text.of("SET PASSWORD = '", Secret("new one"), "'"),))
    assert await gateway.run(command, lines.append) == 1064
    assert lines == ["MySQL error 1064: Error near SET PASSWORD = '****'"]
    assert "COMMIT" not in database.statements


async def test_rows_are_fetched_for_their_backup(gateway: Gateway, database: Database) -> None:
    when = datetime.datetime(2026, 11, 23, 6, 0)
    rows = Rows("ctl", database.url(), "cell_mappings", "id", "id = 1")
    statement = "SELECT * FROM `cell_mappings` WHERE id = 1"
    database.answers = {statement: [{"id": 1, "name": "cell0", "created_at": when}]}
    assert await gateway.fetch(rows) == [{"id": 1, "name": "cell0", "created_at": when}]
    database.answers = {statement: MysqlError("No such table", 1146)}
    with pytest.raises(NoAnswer, match=r"the rows of cell_mappings cannot be read .* 1146: No such"):
        await gateway.fetch(rows)
