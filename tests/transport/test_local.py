"""This machine itself as a host: a real shell, sudo and network, and no SSH."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from actions.model.command import Shell
from actions.model.query import AmqpQuery, ShellQuery, ShellResult, SqlQuery
from actions.model.secret import Secret, Text
from actions.model.site import Host, Site
from actions.transport import local, remote_command
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import silent_port


def gateway_here(become: str = "none") -> Gateway:
    return Gateway(
        Site("lab", (Host("aio", become=become, connection="local"),)), {"p": Secret("hunter22")}
    )


@pytest.fixture
async def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    monkeypatch.setattr(remote_command, "LOCK", str(tmp_path / "lock"))
    gateway = gateway_here()
    yield gateway
    await gateway.close()


async def test_output_errors_and_code_come_apart(gateway: Gateway) -> None:
    line = "echo out; echo err >&2; cat; exit 3"
    assert await gateway.ask(ShellQuery("aio", line), 5) == ShellResult(3, "out\n", "err\n")


async def test_a_command_gets_its_input_and_gives_lines_masked(gateway: Gateway) -> None:
    lines: list[str] = []
    command = Shell(
        "aio", "cat; echo to err >&2; exit 4", stdin=Text.of("pass ", Secret("hunter22"), "\n")
    )
    assert await gateway.run(command, lines.append) == 4
    assert lines == ["pass ****", "to err"]


async def test_no_variable_of_the_operators_is_handed_on(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OS_PASSWORD, and the PATH of a virtual environment."""
    monkeypatch.setenv("OS_PASSWORD", "hunter22")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    answer = await gateway.ask(ShellQuery("aio", "env; pwd"), 5)
    names = {line.partition("=")[0] for line in answer.out.splitlines()}
    assert names <= {"HOME", "LOGNAME", "PATH", "PWD", "OLDPWD", "SHELL", "SHLVL", "USER", "_", "/"}
    assert f"PATH={local._PATH}" in answer.out


async def test_a_user_without_a_name_is_one(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose user is a number."""

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert (await gateway.ask(ShellQuery("aio", "echo $USER"), 5)).out == f"{os.geteuid()}\n"


async def test_a_question_that_takes_too_long_is_told_and_ends(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_command, "_GRACE", 0)
    monkeypatch.setattr(remote_command, "_KILL", 0)
    os.mkfifo(tmp_path / "never")
    with pytest.raises(NoAnswer, match=r"^aio: no answer within 0.1 s \(running a question\)\.$"):
        await gateway.ask(ShellQuery("aio", f"read x <>{tmp_path}/never"), 0.1)


async def test_who_may_not_become_root_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a program called sudo that refuses as sudo does."""
    sudo = tmp_path / "sudo"
    sudo.write_text("#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n")
    sudo.chmod(sudo.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(local, "_PATH", f"{tmp_path}:{local._PATH}")
    monkeypatch.setattr(local.LocalConnection, "get_extra_info", lambda _self, _name: "ops")
    gateway = gateway_here("sudo")
    with pytest.raises(NoAnswer, match=r"aio: ops cannot become root \(sudo: a password is required\)"):
        await gateway.ask(ShellQuery("aio", "id -u"), 5)
    await gateway.close()


async def test_root_needs_no_sudo(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.LocalConnection, "get_extra_info", lambda _self, _name: "root")
    monkeypatch.setattr(local, "_PATH", "/usr/bin:/bin")
    root = gateway_here("sudo")
    assert (await root.ask(ShellQuery("aio", "echo so"), 5)).out == "so\n"
    await root.close()


async def test_a_command_goes_on_and_holds_its_lock_where_nobody_waits_any_more(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a host whose connection was cut: what a runner began must not run twice at once.

    `exec`: where /bin/sh is bash, the lock's holder takes the shell's place.
    """
    bare = remote_command.command
    monkeypatch.setattr(
        remote_command, "command", lambda *given, **more: f"exec {bare(*given, **more)}"
    )
    for name in ("go", "began"):
        os.mkfifo(tmp_path / name)
    line = f"echo >{tmp_path}/began; read x <{tmp_path}/go; echo done >{tmp_path}/done"
    run = asyncio.ensure_future(gateway.run(Shell("aio", line), lambda _: None))
    await asyncio.to_thread((tmp_path / "began").read_text)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    busy = Shell("aio", "echo second", timeout=1)
    with pytest.raises(NoAnswer, match="aio: nothing was run, because an earlier command"):
        await gateway.run(busy, lambda _: None)
    await asyncio.to_thread((tmp_path / "go").write_text, "x\n")
    after: list[str] = []
    assert await gateway.run(Shell("aio", f"cat {tmp_path}/done", timeout=40), after.append) == 0
    assert after == ["done"]


async def test_a_log_is_followed_until_it_is_closed(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        remote_command, "journal", lambda unit, root: f"echo of {unit}; exec cat {tmp_path}/log"
    )
    os.mkfifo(tmp_path / "log")
    async with aclosing(gateway.tail("aio", "nova-api")) as lines:
        assert await anext(lines) == "of nova-api"
    await asyncio.to_thread((tmp_path / "log").write_text, "")  # cat, unlike tail, sees no closed pipe


async def test_places_are_connected_to_from_here(gateway: Gateway) -> None:
    """A port where nothing listens is a server that is down; one that says nothing is silent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = Text.of(f"mysql+pymysql://nova:x@127.0.0.1:{port}/nova")
    answer = await gateway.ask(SqlQuery("aio", url, ("SELECT 1",)), 5)
    assert (answer.code, answer.error) == (
        2003,
        f"aio cannot connect to 127.0.0.1 port {port}: Connection refused",
    )
    async with silent_port() as port:
        broker = Text.of(f"rabbit://u:p@127.0.0.1:{port}//")
        heard = await gateway.ask(AmqpQuery("aio", broker), 0.2)
    assert heard.connected
    assert "said nothing" in heard.error or "within" in heard.error
