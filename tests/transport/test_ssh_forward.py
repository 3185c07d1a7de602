"""Ways through a host, as its sshd serves them: a name that it looks up holds up its connection."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.model.query import ShellQuery, SqlQuery, SqlResult
from actions.model.secret import Secret, Text
from actions.transport import ssh_forward
from actions.transport.gateway import Gateway, NoAnswer
from actions.transport.ssh import Ssh
from tests.support.database import Database
from tests.support.servers import Process, SshHost, says

NAMES = {
    "db": ["127.0.0.1"],
    "two": ["127.0.0.9", "127.0.0.1"],
    "six": ["2001:db8::1", "127.0.0.1"],
    "unknown": [],
}


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[SshHost]:
    async with SshHost(tmp_path, play=resolver).running() as running:
        yield running


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site())
    yield gateway
    await gateway.close()


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with Database(answers={"SELECT 1": [{"1": 1}]}).running() as running:
        yield running


async def resolver(process: Process) -> None:
    """A host whose `getent` knows some names, and gets no answer for one that is silent."""
    asked = re.search(r"timeout -k 1 5 getent ahosts ([\w.-]+)", process.command or "")
    if asked is None:
        return await says("an answer\n")(process)
    name = asked[1]
    if name == "silent-for-ever":
        await asyncio.Event().wait()
    if name == "silent":
        return await says(status=124)(process)
    rows = [f"{ip:<15} {kind}" for ip in NAMES[name] for kind in ("STREAM", "DGRAM", "RAW")]
    return await says("".join(f"{row}\n" for row in rows), status=0 if rows else 2)(process)


def question(name: str, port: int) -> SqlQuery:
    url = Text.of("mysql+pymysql://nova:", Secret("s3cr%2Ft"), f"@{name}:{port}/nova")
    return SqlQuery("ctl", url, ("SELECT 1",))


WELL = SqlResult((({"1": 1},),))


async def test_a_name_whose_resolver_is_silent_holds_up_nothing_else(
    host: SshHost, gateway: Gateway, database: Database
) -> None:
    silent, well, said = await asyncio.gather(
        gateway.ask(question("silent", 3306), 5),
        gateway.ask(question("db", database.port), 5),
        gateway.ask(ShellQuery("ctl", "uptime"), 5),
    )
    assert silent == SqlResult(
        code=2005, error="ctl does not resolve the name silent (asked there: getent ahosts silent)"
    )
    assert (well, said.out) == (WELL, "an answer\n")
    assert host.forwards == [("127.0.0.1", database.port)]


async def test_questions_and_forwards_share_no_connection(
    host: SshHost, gateway: Gateway, database: Database
) -> None:
    """So even a name that sshd itself looks up, where the host has no getent, stops no question."""
    host.play = says(status=127)
    stalled = asyncio.ensure_future(gateway.ask(question("silent", 3306), 5))
    while not host.forwards:
        await gateway.ask(ShellQuery("ctl", "uptime"), 5)
    assert (await gateway.ask(ShellQuery("ctl", "uptime"), 5)).exit == 127
    assert (host.forwards, host.logins, host.shared) == ([("silent", 3306)], 2, False)
    stalled.cancel()


async def test_a_host_that_does_not_even_end_its_looking_up_is_given_up(
    gateway: Gateway, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssh_forward, "_GIVE_UP", 0.05)
    silent = asyncio.ensure_future(gateway.ask(question("silent-for-ever", 3306), 5))
    assert await gateway.ask(question("db", database.port), 5) == WELL
    with pytest.raises(NoAnswer, match=r"^ctl: no answer within 0.05 s \(running a question\)"):
        await silent


@pytest.mark.parametrize(
    ("name", "tried"),
    [
        ("localhost", ["localhost"]),
        ("127.0.0.1", ["127.0.0.1"]),
        ("db", ["127.0.0.1"]),
        ("two", ["127.0.0.9", "127.0.0.1"]),
        ("six", ["2001:db8::1", "127.0.0.1"]),
    ],
)
async def test_what_sshd_is_given(
    host: SshHost, gateway: Gateway, database: Database, name: str, tried: list[str]
) -> None:
    """An address; localhost as it is, for the server takes who comes by it for 'nova'@'localhost'."""
    assert await gateway.ask(question(name, database.port), 5) == WELL
    assert [place for place, _ in host.forwards] == tried


async def test_an_address_of_ipv6_goes_without_its_brackets(host: SshHost, gateway: Gateway) -> None:
    assert (await gateway.ask(question("[2001:db8::1]", 3306), 5)).code == 2003
    assert (host.forwards, host.commands) == ([("2001:db8::1", 3306)], [])


async def test_a_name_is_looked_up_once_for_all_and_again_after_a_while(
    host: SshHost, gateway: Gateway, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.gather(*(gateway.ask(question("db", database.port), 5) for _ in range(6)))
    await gateway.ask(question("db", database.port), 5)
    assert len(host.commands) == 1
    monkeypatch.setattr(ssh_forward, "_UNKNOWN_KEPT", 0.0)
    for _ in range(2):
        assert (await gateway.ask(question("unknown", 1), 5)).code == 2005
        await asyncio.sleep(0)
    assert len(host.commands) == 3


async def test_an_address_that_cannot_be_connected_to_is_looked_up_again(
    host: SshHost, gateway: Gateway
) -> None:
    for _ in range(2):
        assert (await gateway.ask(question("db", 1), 5)).code == 2003
        (await gateway._databases.get()).forget()  # as after ten seconds
    assert len(host.commands) == 2


async def test_what_leads_to_an_address_shares_the_connection_of_the_questions(
    host: SshHost, gateway: Gateway, database: Database
) -> None:
    assert await gateway.ask(question("db", database.port), 5) == WELL
    assert (host.logins, host.shared) == (1, True)


async def test_the_last_words_arrive(host: SshHost) -> None:
    """MySQL logs a client that closes without its farewell as an aborted connection."""
    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set_result(await reader.read())
        writer.close()

    ssh = Ssh(host.site())
    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        async with ssh.wire("ctl", server.sockets[0].getsockname()[:2]) as wire:
            wire.sendall(b"farewell")
            wire.close()
        assert await heard == b"farewell"
    await ssh.close()
