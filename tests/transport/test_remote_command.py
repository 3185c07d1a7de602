"""What hosts are told: read by a real shell, with a real flock, and masked on the way back."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
from pathlib import Path

import pytest

from actions.model.command import Api, Shell, Sql
from actions.model.secret import Secret, Text
from actions.transport import remote_command
from actions.transport.masking import Mask, secrets_of

ENTERING = "sh -c 'echo stackmend-is-root >&2; exec \"$@\"' sh"
LINE = """echo "a 'b' $((1 + 1))"; cat; exit 7"""


async def sh(line: str, stdin: str = "") -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", line, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate(stdin.encode())
    return process.returncode, out.decode()


async def test_a_shell_reads_the_line_as_it_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_command, "LOCK", str(tmp_path / "lock"))
    question = remote_command.question(LINE, root=True, timeout=5)
    assert await sh(question, "unread") == (7, "a 'b' 2\n")
    line = remote_command.command(f"echo first >&2; {LINE}", "root", root=True, timeout=1)
    assert await sh(line, "stdin") == (7, f"{remote_command.LOCKED}\nfirst\na 'b' 2\nstdin")


async def test_a_question_ends_on_the_host_though_what_it_asks_takes_no_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sshd counts its session no more; and what can be killed is not left behind."""
    monkeypatch.setattr(remote_command, "_GRACE", 0)
    monkeypatch.setattr(remote_command, "_KILL", 1)
    line = f"echo before; trap '' TERM; read x <>{tmp_path}/fifo; echo after"
    os.mkfifo(tmp_path / "fifo")
    # its output ends when everything that could write there has
    assert await sh(remote_command.question(line, root=True, timeout=0.1)) == (137, "before\n")


async def test_a_session_ends_though_a_process_cannot_be_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one in state D: the `timeout` around it waits for ever, and this one does from the start."""
    monkeypatch.setattr(remote_command, "_GRACE", 0)
    monkeypatch.setattr(remote_command, "_KILL", 0)
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "timeout").write_text(
        f'#!/bin/sh\n[ $2 = 1 ] && exec {shutil.which("timeout")} "$@"\n'
        f"exec setsid sh -c 'echo $$ >{tmp_path}/pid; read x <{tmp_path}/fifo'\n"
    )
    (tmp_path / "timeout").chmod(0o755)
    session = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        remote_command.question("df", root=True, timeout=0.1),
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )
    assert await session.wait() == 124
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


async def test_a_command_does_not_run_beside_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_command, "LOCK", str(tmp_path / "lock"))
    inner = remote_command.command("echo inner", "root", root=True, timeout=1)
    assert await sh(remote_command.command(f"{inner}; echo $?", "root", root=True, timeout=1)) == (
        0,
        f"{remote_command.LOCKED}\n75\n",
    )


async def test_a_daemon_does_not_keep_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_command, "LOCK", str(tmp_path / "lock"))
    daemon = remote_command.command(
        "tail -f /dev/null >/dev/null 2>&1 & echo $!", "root", root=True, timeout=1
    )
    _, said = await sh(daemon)
    pid = said.splitlines()[-1]
    try:
        assert await sh(remote_command.command("echo next", "root", root=True, timeout=1)) == (
            0,
            f"{remote_command.LOCKED}\nnext\n",
        )
    finally:
        os.kill(int(pid), signal.SIGKILL)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            remote_command.question("a 'b'", root=False, timeout=9.5),
            (
                "timeout -k 1 18 sh -c",
                f'sudo -n -- {ENTERING} timeout -k 5 12 sh -c "$1" & wait $!',
                "sh",
                "a 'b'",
            ),
        ),
        (
            remote_command.command("a 'b'", "nova", root=False, timeout=90),
            (
                "sudo -n -- sh -c",
                'echo stackmend-is-root >&2; exec "$@"',
                *f"sh flock -o -E 75 -w 60 {remote_command.LOCK} sh -c".split(),
                'echo stackmend-has-the-lock; exec "$@"',
                *["sh", "su", "-s", "/bin/sh", "-c"],
                "a 'b'",
                "nova",
            ),
        ),
        (
            remote_command.journal("nova api;reboot", root=True),
            ("journalctl -n 100 -f -o short-iso --no-pager -u", "nova api;reboot"),
        ),
    ],
)
def test_the_words_that_a_host_reads(line: str, words: tuple[str, ...]) -> None:
    assert shlex.split(line.removesuffix(" 2>&1")) == [*words[0].split(), *words[1:]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the password is p@ss/word.", "the password is ****."),
        ("mysql://nova:p%40ss%2Fword@db/nova", "mysql://nova:****@db/nova"),
        ("quoted p%40ss%2Fword", "quoted ****"),
        ("http://other:unknown@host", "http://other:****@host"),
        ("abc is too short to be masked", "abc is too short to be masked"),
        ("  connection = x y z", "****"),
        ("[database]", "****"),
        ("] and other short lines stay", "] and other short lines stay"),
        ("longer and longer", "**** and ****"),
        ("\x1b[31mred", "\x1b[31mred"),
    ],
)
def test_masking(text: str, shown: str) -> None:
    conf = "[database]\nconnection = x y z\n\n]\n"
    mask = Mask(Secret(s) for s in ("p@ss/word", "abc", "long", "longer", "", conf))
    assert mask(text) == shown


def test_no_secrets_no_masking() -> None:
    assert Mask()("all as it was") == "all as it was"


def test_every_secret_of_a_command_is_found() -> None:
    one, two, three = Secret("one"), Secret("two"), Secret("three")
    text = Text.of("a", one, "b", two)
    assert secrets_of(Shell("ctl", "x", stdin=text)) == [one, two]
    assert secrets_of(Shell("ctl", "x")) == []
    body = {"user": {"password": one, "list": [{"a": (two,)}, 7]}}
    assert secrets_of(Api("identity", "POST", "/users", "x", body)) == [one, two]
    assert secrets_of(Sql("ctl", Text.of("u", three), (text,))) == [three, one, two]
