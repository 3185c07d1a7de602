"""Sessions on a real SSH server: questions, commands, cuts, sudo, and what is said of each."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from actions.model.command import Shell
from actions.model.query import ShellQuery, ShellResult
from actions.model.secret import Secret, Text
from actions.transport import remote_command, ssh
from actions.transport.gateway import Gateway, NoAnswer, Refused
from tests.support.servers import Process, SshHost, really, says


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


@pytest.mark.parametrize("pause", [False, True])
async def test_a_secret_is_whole_where_a_line_without_end_is_cut(
    host: SshHost, gateway: Gateway, pause: bool
) -> None:
    async def play(process: Process) -> None:
        for _ in range(4):
            process.stdout.write("x" * 8190 + "hunt")
            if pause:
                await process.stdout.drain()
                await asyncio.sleep(0.02)
            process.stdout.write("er22")
        process.stdout.write("\nend")
        process.exit(0)

    host.play = play
    lines: list[str] = []
    await gateway.run(Shell("ctl", "x"), lines.append)
    *cut, end = lines
    assert len(cut) > pause and end == "end"
    assert "".join(cut) == ("x" * 8190 + "****") * 4


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


WARNINGS = (
    "sudo: unable to resolve host ctl: Name or service not known",
    "sudo: ctl: Host oder Dienst nicht gefunden",
    "sudo: setrlimit(RLIMIT_CORE): Operation not permitted",
)


@pytest.fixture
async def warned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[SshHost, Gateway]]:
    """A host whose sudo warns, and runs the line all the same; it is this machine's own shell."""
    monkeypatch.setattr(remote_command, "LOCK", str(tmp_path / "lock"))
    (tmp_path / "bin").mkdir()
    sudo = tmp_path / "bin/sudo"
    sudo.write_text(f'#!/bin/sh\necho "{request.param}" >&2\nshift 2\nexec "$@"\n')
    sudo.chmod(0o755)
    play = really(PATH=f"{tmp_path}/bin:{os.environ['PATH']}")
    async with SshHost(tmp_path, user="op", play=play, python=play).running() as host:
        gateway = Gateway(host.site())
        yield host, gateway
        await gateway.close()


@pytest.mark.parametrize("warned", WARNINGS, indirect=True)
async def test_what_sudo_only_warns_of_is_no_refusal(warned: tuple[SshHost, Gateway]) -> None:
    _, gateway = warned
    answer = await gateway.ask(ShellQuery("ctl", "echo wrong >&2; exit 1"), 5)
    assert answer == ShellResult(1, "", "wrong\n")  # what a probe reads is the question's own
    lines: list[str] = []
    assert await gateway.run(Shell("ctl", "echo failed; exit 1"), lines.append) == 1
    assert lines[1:] == ["failed"]
    assert await gateway.run(Shell("ctl", "exit 127"), lambda line: None) == 127


@pytest.mark.parametrize("warned", WARNINGS[:1], indirect=True)
async def test_a_busy_lock_is_known_though_sudo_warns(
    warned: tuple[SshHost, Gateway], tmp_path: Path
) -> None:
    _, gateway = warned
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(NoAnswer, match="nothing was run, because an earlier command of stackmend"):
            await gateway.run(Shell("ctl", "touch it", timeout=1), lambda line: None)


@pytest.mark.parametrize("warned", WARNINGS[:1], indirect=True)
async def test_an_old_python_is_no_refusal(warned: tuple[SshHost, Gateway]) -> None:
    host, gateway = warned
    host.python = says(err=f"{WARNINGS[0]}\n{remote_command.ENTERED}\nSyntaxError\n", status=1)
    asking = (gateway.ask(ShellQuery("ctl", f"echo {word}"), 5) for word in "xy")
    assert [answer.out for answer in await asyncio.gather(*asking)] == ["x\n", "y\n"]


@pytest.mark.parametrize("warned", WARNINGS[:1], indirect=True)
async def test_a_log_is_followed_less_what_sudo_says(
    warned: tuple[SshHost, Gateway], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, gateway = warned
    monkeypatch.setattr("actions.deployments.life.follow", lambda unit: f"sh -c 'echo {unit}; exit 1'")
    assert [line async for line in gateway.tail("ctl", "nova-api")] == ["nova-api"]


REFUSALS = (
    "Sorry, user op is not allowed to execute '/bin/sh' as root on ctl.",
    "op is not in the sudoers file.",
    "sudo: unable to resolve host ctl: Name or service not known\nsudo: a password is required",
    "sudo: sorry, you must have a tty to run sudo",
)


@pytest.mark.parametrize("said", REFUSALS)
async def test_what_sudo_refuses_is_told_whole(tmp_path: Path, said: str) -> None:
    refusal = says(err=f"{said}\n", status=1)
    async with SshHost(tmp_path, user="op", play=refusal, python=refusal).running() as host:
        gateway = Gateway(host.site())
        told = re.escape(f"ctl: op cannot become root ({' / '.join(said.splitlines())})")
        with pytest.raises(NoAnswer, match=told):
            await gateway.ask(ShellQuery("ctl", "x"), 5)
        with pytest.raises(NoAnswer, match=told):
            await gateway.run(Shell("ctl", "x"), lambda line: None)
        asking = (gateway.ask(ShellQuery("ctl", word), 5) for word in "xy")
        for error in await asyncio.gather(*asking, return_exceptions=True):
            assert re.match(told, str(error))
        await gateway.close()


async def test_an_earlier_command_that_still_runs(host: SshHost, gateway: Gateway) -> None:
    host.play = says(status=remote_command.BUSY)
    with pytest.raises(NoAnswer, match="nothing was run, because an earlier command of stackmend"):
        await gateway.run(Shell("ctl", "x"), lambda line: None)
    host.play = says("Welcome to ctl\n", status=remote_command.BUSY)  # as a login prints
    with pytest.raises(NoAnswer, match="nothing was run, because an earlier command of stackmend"):
        await gateway.run(Shell("ctl", "x"), lambda line: None)
    host.play = says(f"{remote_command.LOCKED}\n", status=remote_command.BUSY)  # its own, as sendmail's
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
