"""SSH against a real server: sessions, cuts, host keys, sudo, and what is said of each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from actions.model.command import Shell
from actions.model.errors import NotConfigured
from actions.model.query import ShellQuery, ShellResult
from actions.model.secret import Secret, Text
from actions.model.site import Host, Site
from actions.transport import remote_command, ssh, ssh_connect
from actions.transport.gateway import Gateway, NoAnswer, Refused
from tests.support.servers import Process, SshHost, says, silent_port, write_key


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[SshHost]:
    async with SshHost(tmp_path).running() as running:
        yield running


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site(), {"db": Secret("hunter22")})
    yield gateway
    await gateway.close()


async def test_one_connection_carries_all_questions(host: SshHost, gateway: Gateway) -> None:
    host.play = says("out\n", "err\n", 3)
    answers = await asyncio.gather(*(gateway.ask(ShellQuery("ctl", f"echo {n}"), 5) for n in range(20)))
    assert answers == [ShellResult(3, "out\n", "err\n")] * 20
    assert host.logins == 1
    assert sorted(host.commands) == sorted(
        remote_command.question(f"echo {n}", root=True, timeout=5) for n in range(20)
    )


async def test_never_more_sessions_than_sshd_grants(host: SshHost, gateway: Gateway) -> None:
    now, most, full = 0, 0, asyncio.Event()

    async def play(process: Process) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        if now == 8:
            full.set()
        await full.wait()
        now -= 1
        process.exit(0)

    host.play = play
    await asyncio.gather(*(gateway.ask(ShellQuery("ctl", "x"), 5) for _ in range(30)))
    assert most == 8


async def test_an_sshd_that_has_no_session_left_is_asked_again(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts those that were given up until their processes end; on a new connection, from none."""
    monkeypatch.setattr(ssh, "_CROWDED", (0.0, 0.0))
    await gateway.ask(ShellQuery("ctl", "x"), 5)
    host.refusals = 2
    assert (await gateway.ask(ShellQuery("ctl", "y"), 5)).exit == 0
    assert host.logins == 1
    host.refusals = 3
    assert (await gateway.ask(ShellQuery("ctl", "z"), 5)).exit == 0
    assert host.logins == 2
    host.refusals = 6
    with pytest.raises(NoAnswer, match="ctl: no session could be opened: Session refused"):
        await gateway.ask(ShellQuery("ctl", "never"), 5)
    assert (host.refusals, host.logins) == (0, 3)
    assert host.commands == [remote_command.question(word, root=True, timeout=5) for word in "xyz"]


async def test_sessions_that_hang_for_ever_make_no_host_unreachable(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a host where not even the bound in the line ends them: `sshd` grants ten a connection."""
    monkeypatch.setattr(ssh, "_CROWDED", (0.0,))

    async def play(process: Process) -> None:
        if "hangs" in (process.command or ""):
            await hang
        process.exit(0)

    hang = asyncio.get_running_loop().create_future()
    host.play, host.granted = play, 10
    for _ in range(25):
        with pytest.raises(NoAnswer, match="no answer within"):
            await gateway.ask(ShellQuery("ctl", "hangs"), 0.001)
    answers = await asyncio.gather(*(gateway.ask(ShellQuery("ctl", "x"), 5) for _ in range(20)))
    assert {answer.exit for answer in answers} == {0}
    hang.cancel()


async def test_what_is_no_utf8_is_replaced_and_control_characters_stay(
    host: SshHost, gateway: Gateway
) -> None:
    async def play(process: Process) -> None:
        process.channel.set_encoding(None)
        process.channel.write(b"\xff\xc3\xa9\x1b[31mred\x00\n")
        process.exit(0)

    host.play = play
    assert (await gateway.ask(ShellQuery("ctl", "x"), 5)).out == "\ufffd\xe9\x1b[31mred\x00\n"


async def test_output_comes_in_order_as_lines_and_masked(host: SshHost, gateway: Gateway) -> None:
    async def play(process: Process) -> None:
        assert await process.stdin.read() == "IDENTIFIED BY 's3cret!'"
        process.stdout.write("first of s3cr")
        process.stdout.write("et!\r\n")
        process.stderr.write("mysql://nova:pw@db/nova failed\n")
        process.stdout.write("hunter22 is another\nno end")
        process.exit(4)

    host.play = play
    lines: list[str] = []
    stdin = Text.of("IDENTIFIED BY '", Secret("s3cret!"), "'")
    status = await gateway.run(Shell("ctl", "mysql", stdin), lines.append)
    assert (status, lines) == (
        4,
        ["first of ****", "mysql://nova:****@db/nova failed", "**** is another", "no end"],
    )
    assert host.commands == [remote_command.command("mysql", "root", root=True, timeout=300)]


async def test_a_cut_in_the_middle_is_said_and_the_next_ask_connects_again(
    host: SshHost, gateway: Gateway
) -> None:
    async def play(process: Process) -> None:
        process.stdout.write("half\n")
        await process.stdout.drain()
        host.cut()

    host.play = play
    lines: list[str] = []
    with pytest.raises(NoAnswer, match="ctl: the connection was cut"):
        await gateway.run(Shell("ctl", "apt-get install nova"), lines.append)
    host.play = says("again")
    assert (await gateway.ask(ShellQuery("ctl", "x"), 5)).out == "again"
    assert host.logins == 2


async def test_a_cut_question_is_unanswered(host: SshHost, gateway: Gateway) -> None:
    async def play(process: Process) -> None:
        host.cut()

    host.play = play
    with pytest.raises(NoAnswer, match="ctl: the connection was cut"):
        await gateway.ask(ShellQuery("ctl", "x"), 5)


async def test_a_question_without_end_is_given_up_and_its_session_given_back(
    host: SshHost, gateway: Gateway
) -> None:
    async def play(process: Process) -> None:
        await asyncio.Event().wait()

    await gateway.ask(ShellQuery("ctl", "x"), 5)
    host.play = play
    for _ in range(9):
        with pytest.raises(NoAnswer, match=r"ctl: no answer within 0.02 s \(running a question\)"):
            await gateway.ask(ShellQuery("ctl", "x"), 0.02)
    host.play = says("fine")
    assert (await gateway.ask(ShellQuery("ctl", "x"), 5)).out == "fine"


async def test_a_command_over_its_time_names_the_lock(host: SshHost, gateway: Gateway) -> None:
    async def play(process: Process) -> None:
        await asyncio.Event().wait()

    host.play = play
    with pytest.raises(NoAnswer, match=f"did not end within 0.02 s; .* {remote_command.LOCK}"):
        await gateway.run(Shell("ctl", "x", timeout=0.02), lambda line: None)


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


async def test_sudo_that_asks_for_a_password(tmp_path: Path) -> None:
    refusal = says(err="sudo: a password is required\n", status=1)
    async with SshHost(tmp_path, user="op", play=refusal).running() as host:
        gateway = Gateway(host.site())
        with pytest.raises(NoAnswer, match=r"ctl: op cannot become root .* NOPASSWD"):
            await gateway.ask(ShellQuery("ctl", "x"), 5)
        with pytest.raises(NoAnswer, match="ctl: op cannot become root"):
            await gateway.run(Shell("ctl", "x", user="nova"), lambda line: None)
        await gateway.close()
    assert host.commands == [
        remote_command.question("x", root=False, timeout=5),
        remote_command.command("x", "nova", root=False, timeout=300),
    ]


async def test_an_earlier_command_that_still_runs(host: SshHost, gateway: Gateway) -> None:
    host.play = says(status=remote_command.BUSY)
    with pytest.raises(NoAnswer, match="nothing was run, because an earlier command of stackmend"):
        await gateway.run(Shell("ctl", "x"), lambda line: None)
    host.play = says("sendmail: try later\n", status=remote_command.BUSY)
    assert await gateway.run(Shell("ctl", "x"), lambda line: None) == remote_command.BUSY


async def test_a_signal_ends_a_command_as_in_a_shell(host: SshHost, gateway: Gateway) -> None:
    async def play(process: Process) -> None:
        process.exit_with_signal("KILL")

    host.play = play
    assert await gateway.run(Shell("ctl", "x"), lambda line: None) == 137


async def test_a_question_that_is_killed_is_unanswered(host: SshHost, gateway: Gateway) -> None:
    async def half(process: Process) -> None:
        process.stdout.write("one of two lines\n")
        process.exit_with_signal("TERM")

    host.play = half
    with pytest.raises(NoAnswer, match=r"^ctl: the question was killed there \(SIGTERM\)"):
        await gateway.ask(ShellQuery("ctl", "true"), 5)


async def test_a_unit_is_followed_until_it_is_closed(host: SshHost, gateway: Gateway) -> None:
    closed = asyncio.Event()

    async def play(process: Process) -> None:
        process.stdout.write("one\ntwo of hunter22\n")
        await process.channel.wait_closed()
        closed.set()

    host.play = play
    async with aclosing(gateway.tail("ctl", "nova-api")) as lines:
        assert [await anext(lines), await anext(lines)] == ["one", "two of ****"]
    async with asyncio.timeout(5):
        await closed.wait()
    assert host.commands == [remote_command.journal("nova-api", root=True)]


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


async def test_read_only_refuses_before_anything_is_asked(host: SshHost) -> None:
    gateway = Gateway(host.site(), read_only=True)
    with pytest.raises(Refused, match="read-only"):
        await gateway.run(Shell("ctl", "x"), lambda line: None)
    assert host.logins == 0


async def test_a_given_up_opening_gives_its_session_back(
    host: SshHost, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gateway.ask(ShellQuery("ctl", "x"), 5)
    monkeypatch.setattr(ssh, "_OPEN", 0.0)
    with pytest.raises(NoAnswer, match="ctl: no answer over SSH within 0 s"):
        await gateway.ask(ShellQuery("ctl", "x"), 5)
    monkeypatch.setattr(ssh, "_OPEN", 5.0)
    assert (await gateway.ask(ShellQuery("ctl", "x"), 5)).exit == 0
