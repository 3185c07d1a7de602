"""Questions that share a session: by a real Python on a real SSH server, and where there is none."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from actions.model.query import ShellQuery, ShellResult
from actions.transport import remote_command
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import Process, SshHost, says


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    """To a host on which a program that comes on standard input is run by this machine's own Python."""
    running = []

    async def python(process: Process) -> None:
        there = await asyncio.create_subprocess_exec("python3", "-IS", "-", stdin=PIPE, stdout=PIPE)
        running.append(there)
        assert there.stdin and there.stdout
        there.stdin.write((await process.stdin.read()).encode())
        there.stdin.write_eof()
        process.channel.set_encoding(None)
        while some := await there.stdout.read(65536):
            process.channel.write(some)
        process.exit(await there.wait())

    host.python = python
    gateway = Gateway(host.site())
    yield gateway
    await gateway.close()
    for there in running:
        with suppress(ProcessLookupError):
            there.send_signal(signal.SIGINT)  # it ends its lines
        await there.wait()


async def ask(gateway: Gateway, *lines: str, timeouts: tuple[float, ...] = (5,) * 9) -> list[Any]:
    asking = (
        gateway.ask(ShellQuery("ctl", line), timeout)
        for line, timeout in zip(lines, timeouts, strict=False)
    )
    return list(await asyncio.gather(*asking, return_exceptions=True))


async def test_each_has_its_own_answer_whole(gateway: Gateway, host: SshHost) -> None:
    lines = (
        "printf 'no end'; echo wrong >&2; exit 3",
        "cat; echo 'a \"b\"' $((1 + 1))",
        "head -c 300000 /dev/zero | tr '\\0' x",
        "printf '\\377\\303\\251'",
        "yes | head -1",  # a closed pipe ends it
    )
    answers = await ask(gateway, *lines)
    assert answers == [
        ShellResult(3, "no end", "wrong\n"),
        ShellResult(0, 'a "b" 2\n', ""),
        ShellResult(0, "x" * 300000, ""),
        ShellResult(0, "\ufffd\xe9", ""),
        ShellResult(0, "y\n", ""),
    ]
    assert host.commands == []


async def test_a_slow_one_keeps_no_other_back(gateway: Gateway, tmp_path: Path) -> None:
    for name in ("fifo", "other"):
        os.mkfifo(tmp_path / name)
    slow = asyncio.ensure_future(gateway.ask(ShellQuery("ctl", f"cat {tmp_path}/fifo"), 60))
    kept = await gateway.ask(ShellQuery("ctl", f"cat {tmp_path}/other & echo kept open"), 60)
    assert (kept.out, slow.done()) == ("kept open\n", False)
    (tmp_path / "fifo").write_text("slow")
    assert (await slow).out == "slow"


async def test_what_takes_too_long_is_given_up_alone(gateway: Gateway) -> None:
    never, soon = await ask(gateway, "sleep 60", "echo soon", timeouts=(0.1, 5))
    assert str(never) == "ctl: no answer within 0.1 s (running a question)."
    assert soon == ShellResult(0, "soon\n", "")


async def test_a_host_without_python_is_asked_one_by_one(gateway: Gateway, host: SshHost) -> None:
    host.python = says(err="sudo: python3: command not found\n", status=1)
    host.play = says("alone\n")
    assert await ask(gateway, "x", "y") == [ShellResult(0, "alone\n", "")] * 2
    host.python = says("1 1 1 1\n")  # not tried again
    assert await ask(gateway, "x", "z") == [ShellResult(0, "alone\n", "")] * 2
    asked = [remote_command.question(line, root=True, timeout=5) for line in "xyxz"]
    assert sorted(host.commands) == sorted(asked)


async def test_what_a_login_prints_is_no_answer(gateway: Gateway, host: SshHost) -> None:
    host.python = says("Welcome to ctl\n")
    host.play = says("alone\n")
    assert await ask(gateway, "x", "y") == [ShellResult(0, "alone\n", "")] * 2


async def test_a_cut_leaves_the_others_unanswered(gateway: Gateway, host: SshHost) -> None:
    async def play(process: Process) -> None:
        process.stdout.write("1 0 5 0\nfirst")
        await process.stdout.drain()
        host.cut()

    host.python = play
    cut, first = await ask(gateway, "x", "y")
    assert first == ShellResult(0, "first", "")
    assert isinstance(cut, NoAnswer)
    assert "ctl: the connection was cut" in str(cut)


async def test_half_an_answer_is_none(gateway: Gateway, host: SshHost) -> None:
    """Also where it is the last one's: nobody is left waiting, or cancelled."""
    host.python = says("1 0 5 0\nfirst0 0 9 0\nhal")
    cut, first = await ask(gateway, "x", "y")
    assert first == ShellResult(0, "first", "")
    assert str(cut) == "ctl: the connection was cut before the question was answered."


async def test_sudo_that_refuses_is_told_to_all(tmp_path: Path) -> None:
    async with SshHost(tmp_path, user="op").running() as host:
        host.python = says(err="sudo: a password is required\n", status=1)
        gateway = Gateway(host.site())
        for error in await ask(gateway, "x", "y"):
            assert str(error).startswith("ctl: op cannot become root (sudo: a password is required)")
        await gateway.close()
    assert host.commands == []


def test_the_host_ends_what_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it takes no signal but KILL; and what was said until then is there."""
    monkeypatch.setattr(remote_command, "_GRACE", 0)
    lines = [("echo a; sleep 60", 0.1), ("trap '' TERM; echo b; while :; do sleep 1; done", 0.1)]
    program = remote_command.program(lines).replace(b"KILL = 5.0", b"KILL = 0.1")
    done = subprocess.run(["python3", "-IS", "-"], input=program, capture_output=True, check=True)
    assert sorted(done.stdout.splitlines(keepends=True)) == [
        b"0 143 2 0\n",
        b"1 137 2 0\n",
        b"a\n",
        b"b\n",
    ]
