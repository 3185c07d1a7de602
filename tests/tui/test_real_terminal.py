"""The console in a real terminal, by keys alone, on the simulated cloud: mend, kill, reopen, resume."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from actions.run.journal import list_runs
from actions.run.state import RunState, Status
from actions.sim.cloud import SimCloud
from tests.support.terminal import Terminal

P = ParamSpec("P")
T = TypeVar("T")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with nothing in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
async def cloud() -> AsyncIterator[SimCloud]:
    async with SimCloud("cell0-on-cell1-database") as cloud:
        yield cloud


def console(cloud: SimCloud) -> Terminal:
    """The console, as a person starts it."""
    command = [sys.executable, "-m", "tui", "--site", str(cloud.site_path)]
    return Terminal(command, columns=100, rows=30)


async def aside(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """The cloud goes on while a test waits for the screen."""
    return await asyncio.to_thread(function, *given, **named)


async def approved(terminal: Terminal) -> None:
    """From the first pane to the run of the plan that mends cell0."""
    await aside(terminal.wait_for, "remap-cell0", "e Mend")
    terminal.press("e")
    await aside(terminal.wait_for, "nova-manage cell_v2 update_cell", "a Approve")
    await aside(terminal.press_until, "a", "Run › Map cell0")


def the_run() -> RunState:
    """The only run there is."""
    (run,) = list_runs()
    return run


async def test_cell0_is_mended_by_keys_and_the_finding_goes(cloud: SimCloud) -> None:
    with console(cloud) as terminal:
        await approved(terminal)
        await aside(terminal.wait_for, "Done, and verified on fresh facts.")
        terminal.press("escape")
        await aside(terminal.wait_for, "nothing wrong", "Nothing is wrong, by ")
        await aside(terminal.wait_until_drawn, lambda: "remap-cell0" not in terminal.text())
        assert cloud.state.password("nova-db") not in terminal.text()


async def test_a_run_goes_on_when_its_console_is_killed(cloud: SimCloud) -> None:
    cloud.state.pace = 1.0
    with console(cloud) as terminal:
        await approved(terminal)
        await aside(terminal.wait_for, "1 of 6 steps")
        terminal.kill()
    cloud.state.pace = 0.0
    with console(cloud) as terminal:
        terminal.press("8")
        await aside(terminal.wait_for, "remap-cell0", "done", "6/6")
    assert the_run().status is Status.DONE


async def test_a_run_that_was_killed_is_seen_and_resumed(cloud: SimCloud) -> None:
    cloud.state.pace = 1.0
    with console(cloud) as terminal:
        await approved(terminal)
        await aside(terminal.wait_for, "1 of 6 steps")
        os.kill(the_run().pid, signal.SIGKILL)
        await aside(terminal.wait_for, "interrupted: its runner died", "R Resume")
        cloud.state.pace = 0.0
        terminal.press("R")
        await aside(terminal.wait_for, "What is left › Map cell0", "a Approve")
        assert not the_run().alive
        await aside(terminal.press_until, "a", "Run › Map cell0")
        await aside(terminal.wait_for, "Done, and verified on fresh facts.")


async def test_sigterm_gives_the_terminal_back_and_leaves_the_run_alone(cloud: SimCloud) -> None:
    cloud.state.pace = 1.0
    with console(cloud) as terminal:
        await approved(terminal)
        await aside(terminal.wait_for, "1 of 6 steps")
        terminal.process.send_signal(signal.SIGTERM)
        assert await aside(terminal.process.wait, 20) == 143
        await aside(terminal.wait_until_drawn, lambda: terminal.given_back)
        assert the_run().alive
    cloud.state.pace = 0.0


async def test_the_terminal_is_given_back_while_the_console_is_stopped(cloud: SimCloud) -> None:
    line = f"set -m; {sys.executable} -m tui --site {cloud.site_path}; echo the shell; read -r _; fg"
    with Terminal(["sh", "-c", line], columns=100, rows=30) as terminal:
        await aside(terminal.wait_for, "remap-cell0", "e Mend")
        terminal.press("\x1a")
        await aside(terminal.wait_for, "the shell")
        assert terminal.given_back
        terminal.press("enter")
        await aside(terminal.wait_for, "remap-cell0", "e Mend")
        terminal.press("2")
        await aside(terminal.wait_for, "controller", "! Shell")


async def test_without_a_shell_that_brings_it_back_the_console_goes_on(cloud: SimCloud) -> None:
    with console(cloud) as terminal:
        await aside(terminal.wait_for, "remap-cell0", "e Mend")
        terminal.press("\x1a")
        await aside(terminal.wait_for, "No shell has started the console")
        terminal.press("2")
        await aside(terminal.wait_for, "controller", "! Shell")


async def test_what_ssh_complains_of_stands_until_it_was_read(
    cloud: SimCloud, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "ssh").write_text("#!/bin/sh\necho 'ssh: No route to host' >&2\nexit 255\n")
    (home / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{home}:{os.environ['PATH']}")
    with console(cloud) as terminal:
        terminal.press("2")
        await aside(terminal.wait_for, "controller", "! Shell")
        terminal.press("!")
        await aside(terminal.wait_for, "ssh: No route to host", "Enter comes back:")
        terminal.press("enter")
        await aside(terminal.wait_for, "2 Nodes", "! Shell")


async def test_the_terminal_is_lent_to_a_shell_and_taken_back(cloud: SimCloud) -> None:
    with console(cloud) as terminal:
        terminal.press("2")
        await aside(terminal.wait_for, "controller", "! Shell")
        terminal.press("!")
        await aside(terminal.wait_for, "operator@controller:~$")
        terminal.press("hostname", "enter")
        await aside(terminal.wait_until, lambda text: text.count("controller:~$") > 1, "its prompt")
        terminal.press("exit", "enter")
        await aside(terminal.wait_for, "2 Nodes", "! Shell")


async def test_what_is_typed_in_one_write_is_no_command(cloud: SimCloud) -> None:
    """The bytes of a paste that is not bracketed, of a slow line, of a busy machine."""
    with console(cloud) as terminal:
        await aside(terminal.wait_for, "remap-cell0", "e Mend")
        terminal.press("/ne")
        await aside(terminal.wait_for, "/ne")
        await aside(
            terminal.wait_until, lambda text: "/ne" in text.splitlines()[-2], "the filter's line"
        )
        terminal.press("\x1b:nodes\r")
        await aside(terminal.wait_for, "compute1", "! Shell")
        assert "Plan ›" not in terminal.text()
        assert "↑" not in terminal.text()
        terminal.press("6eaaaa")
        await aside(terminal.wait_for, "Plan › Map cell0", "a Approve")
        assert list_runs() == []
