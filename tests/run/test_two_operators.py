"""A file that somebody else changes between a step's look and its command, on this very machine."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from actions.formats.config_edit import Edit, Key, Owned, edit
from actions.model.command import Command
from actions.model.event import CommandEnded, StepEnded
from actions.model.fact import Probe, Snapshot
from actions.model.plan import Decision, Situation, Step, already, blocked, do
from actions.model.query import ShellQuery
from actions.model.secret import Secret
from actions.model.site import Host, Site
from actions.run.executor import StepExecutor
from actions.run.journal import Journal, Tail
from actions.run.planner import planned
from actions.run.state import Status, StepState
from actions.transport import remote_command
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

ME = Owned(pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name)
BEFORE = "[DEFAULT]\ntransport_url = rabbit://o:wrong@mq/\n[database]\nconnection = mysql://wrong@db/\n"
RIGHT = Key("database", "connection", "mysql://right@db/")


class Late(Gateway):
    """A gateway whose edits come late: each time somebody else was at the file before."""

    others: tuple[Callable[[], object], ...] = ()

    async def run(self, command: Command, *more: Any) -> int:
        if isinstance(command, Edit) and self.others:
            self.others[0]()
            self.others = self.others[1:]
        return await super().run(command, *more)


@pytest.fixture
async def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Late]:
    monkeypatch.setattr(remote_command, "LOCK", str(tmp_path / "lock"))
    (tmp_path / "nova.conf").write_text(BEFORE)
    gateway = Late(Site("lab", (Host("ctl", become="none", connection="local"),)))
    yield gateway
    await gateway.close()


def setting(path: Path) -> Step:
    """The step that sets the database's URL."""
    probe = Probe(
        "text", lambda _: {"ctl": ShellQuery("ctl", f"cat {path}")}, lambda answer: answer.out, period=0
    )

    def plan(situation: Situation) -> Decision:
        text = situation.get(probe, "ctl")
        if text is None:
            return blocked("nobody could look")
        command = edit("ctl", str(path), Secret(text), ME, (RIGHT,))
        return do(command, why="it is wrong") if command else already("it is so")

    return Step("set", "Set it", (probe,), plan)


async def performed(gateway: Gateway, folder: Path) -> tuple[StepEnded, list[int]]:
    """How the step ended, and the exit codes of its commands."""
    step = setting(folder / "nova.conf")
    situation = Situation(await poll(gateway, Snapshot(gateway.site), step.needs))
    before = StepState(planned(step, step.plan(situation)))
    ended = await StepExecutor(gateway, Journal(folder), folder).perform(step, before)
    return ended, [e.exit for e in Tail(folder).read() if isinstance(e, CommandEnded)]


async def test_what_another_has_changed_meanwhile_stays_and_the_step_is_done(
    late: Late, tmp_path: Path
) -> None:
    path = tmp_path / "nova.conf"
    late.others = (lambda: path.write_text(BEFORE.replace("o:wrong", "o:right")),)
    ended, exits = await performed(late, tmp_path)
    assert (ended.status, exits) == (Status.DONE, [76, 0])
    assert path.read_text() == BEFORE.replace("wrong", "right")


async def test_who_has_done_the_same_is_no_other(late: Late, tmp_path: Path) -> None:
    path = tmp_path / "nova.conf"
    wanted = BEFORE.replace("//wrong", "//right")
    late.others = (lambda: path.write_text(wanted),)
    ended, exits = await performed(late, tmp_path)
    assert (ended.status, exits, path.read_text()) == (Status.DONE, [0], wanted)


async def test_a_file_that_never_rests_is_left_alone(late: Late, tmp_path: Path) -> None:
    path = tmp_path / "nova.conf"
    late.others = tuple(partial(path.write_text, f"{BEFORE}# {n}\n") for n in range(9))
    ended, exits = await performed(late, tmp_path)
    assert (ended.status, exits) == (Status.DRIFTED, [76, 76, 76])
    assert f"{path} was changed since it was read, or is no UTF-8: nothing was written" in ended.why
    assert path.read_text() == f"{BEFORE}# 2\n"
