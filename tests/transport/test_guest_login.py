"""Logging in to instances through a host: at the wire, with every way that it can end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from actions.model.query import LoginQuery, LoginResult
from actions.model.site import Site
from actions.site.guest_key import key_file, public_key
from actions.transport import guest_login
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import SshHost, says, silent_port

LINE = "hostname; uptime"


class Instance:
    """An SSH server that lets the site's key in, behind the site's one host."""

    def __init__(self, via: SshHost, site: Site, port: int) -> None:
        self.via, self.site, self.port = via, site, port
        self.commands: list[str] = []

    def question(self, known_as: str = "i1") -> LoginQuery:
        return LoginQuery("ctl", "127.0.0.1", "cirros", known_as, LINE)


@pytest.fixture
async def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Instance]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    async with SshHost(tmp_path).running() as via:
        site = via.site(path=str(tmp_path / "site.toml"))
        inside = Instance(via, site, 0)

        async def process(channel: asyncssh.SSHServerProcess[str]) -> None:
            inside.commands.append(channel.command or "")
            await says("guest\n up 1 min\n")(channel)

        server = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            authorized_client_keys=asyncssh.import_authorized_keys(public_key(site)),
            process_factory=process,
        )
        inside.port = server.get_port()
        monkeypatch.setattr(guest_login, "PORT", inside.port)
        yield inside
        server.close()


@pytest.fixture
async def gateway(instance: Instance) -> AsyncIterator[Gateway]:
    gateway = Gateway(instance.site)
    yield gateway
    await gateway.close()


async def test_the_instance_says_who_it_is_and_its_key_is_kept(
    instance: Instance, gateway: Gateway, tmp_path: Path
) -> None:
    answer = await gateway.ask(instance.question(), 5)
    assert isinstance(answer, LoginResult)
    assert (answer.exit, answer.out, answer.key_file) == (
        0, "guest\n up 1 min\n", str(key_file(instance.site)),
    )  # fmt: skip
    assert instance.commands == [LINE]
    assert await gateway.ask(instance.question(), 5) == answer
    known = (tmp_path / "state" / "stackmend" / "instances" / "known_hosts").read_text()
    (line,) = known.splitlines()
    assert line.startswith("i1 ssh-ed25519 ")


async def test_another_key_than_at_first_is_refused_before_anything_is_said(
    instance: Instance, gateway: Gateway, tmp_path: Path
) -> None:
    folder = tmp_path / "state" / "stackmend" / "instances"
    folder.mkdir(parents=True)
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    (folder / "known_hosts").write_text(f"i1 {other}")
    with pytest.raises(NoAnswer, match="host key of instance i1 is not the one that was first seen"):
        await gateway.ask(instance.question(), 5)
    assert instance.commands == []
    assert (await gateway.ask(instance.question("i2"), 5)).exit == 0


async def test_a_key_that_is_not_let_in(instance: Instance, gateway: Gateway) -> None:
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    key_file(instance.site).write_bytes(other.export_private_key())
    with pytest.raises(NoAnswer, match=r"cirros@127\.0\.0\.1: the instance refuses the key"):
        await gateway.ask(instance.question(), 5)


async def test_without_a_key_file_nobody_is_asked(instance: Instance, gateway: Gateway) -> None:
    key_file(instance.site).unlink()
    with pytest.raises(NoAnswer, match="there is no key file"):
        await gateway.ask(instance.question(), 5)


async def test_nothing_listens(
    instance: Instance, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_login, "PORT", 1)
    with pytest.raises(NoAnswer, match=r"cirros@127\.0\.0\.1: ctl cannot connect there: .*failed"):
        await gateway.ask(instance.question(), 5)


async def test_an_instance_that_says_nothing(
    instance: Instance, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_login, "WAIT", 0.2)
    async with silent_port() as port:
        monkeypatch.setattr(guest_login, "PORT", port)
        with pytest.raises(NoAnswer, match=r"no answer over SSH within 0\.2 s, through ctl"):
            await gateway.ask(instance.question(), 5)
