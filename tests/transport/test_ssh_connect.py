"""The way to a host: what the configuration says, host keys, jump hosts; and what a failure says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from actions.model.command import Shell
from actions.model.errors import NotConfigured
from actions.model.query import ShellQuery
from actions.model.site import Host, Site
from actions.transport import ssh_connect
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import SshHost, says, silent_port, write_key


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site())
    yield gateway
    await gateway.close()


async def test_a_host_that_hangs_is_not_tried_again_at_once_but_by_a_run(
    host: SshHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ssh_connect, "_LOGIN", 0.02)
    async with silent_port() as port:
        gateway = Gateway(replace(host.site(), hosts=(Host("ctl", address="127.0.0.1", port=port),)))
        said = rf"ctl: no answer from 127.0.0.1:{port} over SSH within 0.02 s\."
        with pytest.raises(NoAnswer, match=said + "$"):
            await gateway.ask(ShellQuery("ctl", "x"), 5)
        with pytest.raises(NoAnswer, match=said + r" The next try is in 5 s\.$"):
            await gateway.ask(ShellQuery("ctl", "x"), 5)
        with pytest.raises(NoAnswer, match=said + "$"):
            await gateway.run(Shell("ctl", "x"), lambda line: None)
        with pytest.raises(NoAnswer, match=r" The next try is in 10 s\.$"):
            await gateway.ask(ShellQuery("ctl", "x"), 5)
        await gateway.close()


async def test_nothing_listens(host: SshHost) -> None:
    site = replace(host.site(), hosts=(Host("ctl", address="127.0.0.1", port=1),))
    with pytest.raises(NoAnswer, match=r"ctl: nothing listens on 127.0.0.1:1: "):
        await Gateway(site).ask(ShellQuery("ctl", "x"), 5)


async def test_a_configuration_that_is_not_there(host: SshHost) -> None:
    gateway = Gateway(replace(host.site(), ssh_config="/nowhere"))
    with pytest.raises(NotConfigured, match=r"ctl: .*: Can't open user config file /nowhere: No such"):
        await gateway.ask(ShellQuery("ctl", "x"), 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Host *\n  Port abc\n", r"ctl: .*cannot be used: .*ssh_config line 2: Bad port 'abc'"),
        ('Host *\n  User "root\n', r"ctl: .*cannot be used: .*ssh_config line 2: invalid quotes"),
        (
            "Host *\n  Usr root\n",
            r"ctl: .*ssh_config: line 2: Bad configuration option: usr \(`ssh -G ",
        ),
        ("\xff", r"ctl: .*cannot be used: .*ssh_config line 1: no argument after keyword"),
        (
            "Host *\n  ProxyJump hop\n",
            r"jump host hop: .*cannot be used: jumphost loop via hop \(`ssh -G ",
        ),
        (
            "Host ??*\n  ProxyJump a\nHost a\n  ProxyJump b\nHost b\n  ProxyJump a\n",
            "ctl: the SSH configuration cannot be used: ProxyJump leads round in a circle: "
            "127.0.0.1 → a → b → a.",
        ),
        ("Host *\n  ProxyJump a,me@\n", r"ctl: .*cannot be used: .*ssh_config line 2: "),
    ],
)
async def test_a_configuration_that_cannot_be_used_is_read_again_at_the_next_question(
    host: SshHost, gateway: Gateway, text: str, said: str
) -> None:
    config = host.folder / "ssh_config"
    good = config.read_text()
    config.write_text(text, encoding="latin-1")
    with pytest.raises(NotConfigured, match=said):
        await gateway.ask(ShellQuery("ctl", "x"), 5)
    config.write_text(good)
    assert (await gateway.ask(ShellQuery("ctl", "x"), 5)).exit == 0


async def test_an_identity_file_that_is_not_there_is_passed_over(
    host: SshHost, gateway: Gateway
) -> None:
    config = host.folder / "ssh_config"
    config.write_text(f"Host *\n  IdentityFile {host.folder}/gone\n" + config.read_text())
    assert (await gateway.ask(ShellQuery("ctl", "x"), 5)).exit == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(113, "Connect call failed ('10.0.0.9', 22)"), "No route to host"),
        (OSError("Multiple exceptions: [Errno 111] a, [Errno 111] b"), "Connection refused"),
        (OSError(), "OSError"),
        (asyncssh.KeyExchangeFailed("No matching algorithm"), "No matching algorithm"),
        (ValueError("Bad port"), "Bad port"),
    ],
)
def test_errors_speak_plainly(error: Exception, said: str) -> None:
    assert ssh_connect.spoken(error) == said


async def test_a_host_that_the_site_lacks(gateway: Gateway) -> None:
    with pytest.raises(NoAnswer, match="nowhere: no such host in the site file"):
        await gateway.ask(ShellQuery("nowhere", "x"), 5)


async def test_an_unknown_host_key_is_refused_with_its_fingerprint(
    host: SshHost, gateway: Gateway
) -> None:
    host.trust()
    with pytest.raises(NoAnswer) as error:
        await gateway.ask(ShellQuery("ctl", "x"), 5)
    assert host.host_key.get_fingerprint() in str(error.value)
    scan = f"ssh-keyscan -t ed25519 -p {host.port} 127.0.0.1 >> {host.folder}/known_hosts"
    assert scan in str(error.value)
    assert host.logins == 0


async def test_a_changed_host_key_is_called_a_possible_attack(host: SshHost, gateway: Gateway) -> None:
    host.trust(asyncssh.generate_private_key("ssh-ed25519"))
    with pytest.raises(NoAnswer, match=r"has CHANGED .* may be an attack") as error:
        await gateway.ask(ShellQuery("ctl", "x"), 5)
    assert f"ssh-keygen -R '[127.0.0.1]:{host.port}' -f {host.folder}/known_hosts" in str(error.value)
    assert host.logins == 0


@pytest.mark.parametrize("given", ["none", "/dev/null\n  StrictHostKeyChecking no"])
async def test_host_keys_are_checked_where_the_configuration_would_not(
    host: SshHost, gateway: Gateway, given: str
) -> None:
    config = host.folder / "ssh_config"
    config.write_text(config.read_text().replace(f"{host.folder}/known_hosts", given))
    with pytest.raises(
        NoAnswer, match=r"is not known; .* keeps no host keys .* none is taken unchecked"
    ):
        await gateway.ask(ShellQuery("ctl", "x"), 5)
    assert host.logins == 0


async def test_a_login_that_is_refused_names_the_user(host: SshHost, gateway: Gateway) -> None:
    write_key(host.folder / "id", asyncssh.generate_private_key("ssh-ed25519"))
    said = f"ctl: 127.0.0.1 port {host.port} refuses the login of root: tried {host.folder}/id."
    with pytest.raises(NoAnswer, match=f"^{re.escape(said)}$"):
        await gateway.ask(ShellQuery("ctl", "x"), 5)


async def test_hosts_behind_a_jump_host_share_one_connection_to_it(tmp_path: Path) -> None:
    (tmp_path / "ctl").mkdir()
    async with SshHost(tmp_path).running() as jump, SshHost(tmp_path / "ctl").running() as host:
        config = tmp_path / "ssh_config"
        known = (tmp_path / "known_hosts").read_text() + (tmp_path / "ctl/known_hosts").read_text()
        (tmp_path / "known_hosts").write_text(known)
        config.write_text(
            f"Host ctl*\n  HostName 127.0.0.1\n  Port {host.port}\n  IdentityFile {tmp_path}/ctl/id\n"
            f"  ProxyJump root@127.0.0.1:{jump.port}\n" + config.read_text()
        )
        site = Site("lab", (Host("ctl1"), Host("ctl2")), ssh_config=str(config))
        gateway = Gateway(site)
        host.play = says("there")
        answers = await asyncio.gather(*(gateway.ask(ShellQuery(h, "x"), 5) for h in ("ctl1", "ctl2")))
        assert [answer.out for answer in answers] == ["there", "there"]
        assert (jump.logins, host.logins) == (1, 2)
        jump.trust()
        await gateway.close()
        gateway = Gateway(site)
        with pytest.raises(NoAnswer, match=r"jump host 127.0.0.1: the host key of .* is not known"):
            await gateway.ask(ShellQuery("ctl1", "x"), 5)
        await gateway.close()
