"""What OpenSSH is asked: `ssh -G`, once a host, no host behind another, and killed when it hangs."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from actions.model.errors import NotConfigured
from actions.model.query import ShellQuery
from actions.model.site import Host
from actions.transport import openssh
from actions.transport.gateway import Gateway
from actions.transport.openssh import OpenSsh
from actions.transport.ssh_config import Target, target_of
from tests.support.login import ask, refused
from tests.support.servers import SshHost


async def test_what_one_host_cannot_use_leaves_the_others_alone(host: SshHost) -> None:
    config = host.folder / "ssh_config"
    config.write_text(
        "Host bad1\n  BindInterface mgmt0\n"
        "Host bad2\n  KexAlgorithms sntrup761x25519-sha512@openssh.com\n"
        "Host bad3\n  IdentityFile ~/.ssh/%z\n"
        f"Host *\n  HostName 127.0.0.1\n  Port {host.port}\n" + config.read_text()
    )
    site = replace(host.site(), hosts=tuple(map(Host, ("good", "bad1", "bad2", "bad3"))))
    gateway = Gateway(site)
    answers = await asyncio.gather(
        *(gateway.ask(ShellQuery(one.name, "x"), 20) for one in site.hosts), return_exceptions=True
    )
    await gateway.close()
    said = [str(answer) for answer in answers[1:]]
    assert getattr(answers[0], "exit", None) == 0
    assert all(isinstance(answer, NotConfigured) for answer in answers[1:])
    assert "BindInterface mgmt0 is not known; BindAddress is" in said[0]
    assert "KexAlgorithms allows only sntrup761x25519-sha512@openssh.com, and asyncssh has" in said[1]
    assert (
        "bad3: the SSH configuration cannot be used: IdentityFile ~/.ssh/%z: unknown token" in said[2]
    )


async def test_what_an_inventory_says_to_ssh_counts_before_the_configuration(host: SshHost) -> None:
    config = host.folder / "ssh_config"
    config.write_text("Host ctl\n  ProxyCommand other %h\n  IdentityFile ~/.ssh/other\n")
    options = (
        "ProxyCommand=nc -x gate %h %p",
        'IdentityFile="~/.ssh/cloud key"',
        "ServerAliveInterval=7",
    )
    target = target_of(Host("ctl", address="192.0.2.1", port=2222, ssh_options=options))
    asked = OpenSsh(str(config))
    found = await asked.config(target)
    assert found.proxy_command == "nc -x gate 192.0.2.1 2222"
    assert found.identity_files[0] == f"{asked.local.home}/.ssh/cloud key"
    assert found.alive_interval == 7
    site = replace(host.site(), ssh_config=str(config))
    argv = openssh.login(site, Host("ctl", ssh_options=options))
    assert argv[:5] == ["ssh", "-F", str(config), "-o", options[0]]


async def test_what_ssh_refuses_is_told_without_a_proxy_s_password(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("Host *\n  Nonsense yes\n")
    options = ("ProxyCommand=ncat --proxy-auth ops:hunter22 %h %p", "ServerAliveInterval=7")
    target = target_of(Host("ctl", address="192.0.2.1", ssh_options=options))
    with pytest.raises(NotConfigured) as refused:
        await OpenSsh(str(tmp_path / "config")).config(target)
    by_hand = f"(`ssh -G -F {tmp_path}/config -o ServerAliveInterval=7 192.0.2.1` says the same)."
    assert str(refused.value).endswith(by_hand)


def running(words: str) -> bool:
    """Whether a process with these words in its command line is there."""
    return any(
        words.encode() in path.read_bytes().replace(b"\0", b" ")
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.parent.name != str(os.getpid()) and path.exists()
    )


async def ended(words: str) -> None:
    """Waits for the end of a process that was killed."""
    async with asyncio.timeout(10):
        while await asyncio.to_thread(running, words):
            pass


async def test_a_match_exec_that_hangs_is_killed_and_the_host_named(
    host: SshHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openssh, "_ANSWER", 0.3)
    mark = f"sleep 600.{os.getpid()}"
    config = host.folder / "ssh_config"
    config.write_text(f'Match originalhost slow exec "{mark}"\n  User other\n' + config.read_text())
    slow = Host("slow", port=host.port)
    site = replace(host.site(), hosts=(*host.site().hosts, slow))
    said = await refused(site, "slow")
    assert re.match(r"slow: `ssh -G slow` gave no answer within 0.3 s: does a `Match exec` of", said)
    await ended(mark)
    assert await ask(site) == 0


async def test_who_gives_up_leaves_no_process(tmp_path: Path) -> None:
    mark, started = f"sleep 601.{os.getpid()}", tmp_path / "started"
    os.mkfifo(started)
    config = tmp_path / "config"
    config.write_text(f'Match exec "echo > {started}; exec {mark}"\n  User other\n')
    ssh = OpenSsh(str(config))
    asking = asyncio.ensure_future(ssh.config(Target("ctl", "ctl")))
    await asyncio.to_thread(started.read_text)
    asking.cancel()
    ssh.close()
    await asyncio.gather(asking, return_exceptions=True)
    await ended(mark)


async def test_the_first_of_many_hosts_does_not_wait_for_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what ssh does by default nor a jump host queues behind the answers of the others."""
    begun: list[str] = []
    go = asyncio.Event()

    async def run(argv: list[str], target: Target) -> tuple[int, str, str]:
        begun.append(target.address)
        await (asyncio.sleep(0) if target.address in ("h0", "gw", "localhost") else go.wait())
        return 0, f"hostname {target.address}\nport 22\n", ""

    monkeypatch.setattr(openssh, "_run", run)
    ssh = OpenSsh(str(tmp_path / "config"))
    others = [asyncio.ensure_future(ssh.config(Target(f"h{n}", f"h{n}"))) for n in range(50)]
    assert (await others[0]).hostname == "h0"
    assert (await ssh.defaults()).hostname == "localhost"
    assert (await ssh.config(Target("gw", "gw"), is_jump=True)).hostname == "gw"
    assert len(begun) == 1 + 8 + 2
    go.set()
    await asyncio.gather(*others)
    assert len(begun) == 52


async def test_an_answer_is_kept_until_a_file_changes_or_a_connection_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, counted = tmp_path / "config", tmp_path / "counted"
    text = f'Match exec "echo >> {counted}"\n  User ops\n'
    config.write_text(text)
    ssh, target = OpenSsh(str(config)), Target("ctl", "ctl")
    await asyncio.gather(*(ssh.config(target) for _ in range(5)))
    assert (await ssh.config(target)).user == "ops"
    assert counted.read_text() == "\n"
    ssh.forget(target)
    await ssh.config(target)
    assert counted.read_text() == "\n\n"
    config.write_text(text.replace("ops", "root"))
    os.utime(config, ns=(1, 1))
    assert (await ssh.config(target)).user == "root"
    assert counted.read_text() == "\n\n\n"
