"""The whole way from a finding to a mended cloud and back, as an operator types it."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from actions.formats.json_codec import decode
from actions.model.event import Approved
from actions.model.invocation import Invocation
from actions.model.plan import Plan
from actions.run.journal import Journal
from actions.sim.cloud import SimCloud
from actions.site.paths import runs_dir
from tests.cli.conftest import Call, Said

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
async def cloud() -> AsyncIterator[SimCloud]:
    async with SimCloud("cell0-on-cell1-database") as cloud:
        yield cloud


Stackmend = Callable[..., Awaitable[Said]]


@pytest.fixture
def stackmend(call: Call, cloud: SimCloud) -> Stackmend:
    """Call it in a thread, beside the cloud, with nobody at its standard input."""

    async def called(*words: str) -> Said:
        return await asyncio.to_thread(call, *words, "--site", str(cloud.site_path))

    return called


class Terminal:
    """A program in a terminal, with a person before it."""

    def __init__(self, cloud: SimCloud, *words: str, lines: int = 200) -> None:
        self.said = ""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(ROOT)
            os.environ["LINES"] = str(lines)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests in the background ignore it
            program = [sys.executable, "-m", "tui", *words, "--site", str(cloud.site_path)]
            os.execv(program[0], program)

    async def until(self, text: str) -> None:
        """Read until it says that."""
        while text not in self.said:
            self.said += (await asyncio.to_thread(os.read, self._terminal, 65536)).decode()

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def terminate(self) -> None:
        os.kill(self._pid, signal.SIGTERM)

    async def end(self) -> int:
        """Read to the end; the exit code."""
        try:
            await self.until("\0")
        except OSError:  # a terminal whose last program has ended
            os.close(self._terminal)
        _, status = await asyncio.to_thread(os.waitpid, self._pid, 0)
        return os.waitstatus_to_exitcode(status)


async def test_found_mended_verified_and_undone(cloud: SimCloud, stackmend: Stackmend) -> None:
    before = await stackmend("check", "--json")
    assert (before.code, _codes(before)) == (1, ["cell0-shared"])
    mended = await stackmend("run", "remap-cell0", "--yes")
    assert (mended.code, "Done and verified" in mended.err) == (0, True)
    assert "3 rows" in mended.out
    after = await stackmend("check", "--json")
    assert (after.code, _codes(after)) == (0, [])
    again = await stackmend("run", "remap-cell0", "--yes")
    assert (again.code, "There is nothing to do." in again.out) == (0, True)
    terminal = Terminal(cloud, "undo")
    await terminal.until("to run this: ")
    terminal.type("yes\n")
    assert (await terminal.end(), "Nothing was run." in terminal.said) == (1, True)
    undone = await stackmend("undo", "--yes")
    assert (undone.code, "Done and verified" in undone.err) == (0, True)
    assert _codes(await stackmend("check", "--json")) == ["cell0-shared"]
    _no_password_anywhere(cloud, mended, undone)


def _codes(said: Said) -> list[str]:
    return [finding["code"] for finding in json.loads(said.out)["findings"]]


def _no_password_anywhere(cloud: SimCloud, *said: Said) -> None:
    """Neither on the screen nor in a journal or log; backups hold rows as they were."""
    passwords = [cloud.state.password(name) for name in ("nova", "nova-db", "admin")]
    rows = ("backup-", "left-")
    files = [path for path in runs_dir().glob("*/*") if not path.name.startswith(rows)]
    assert {path.name for path in files} == {"journal.jsonl", "lock", "runner.log"}
    texts = [path.read_text() for path in files] + [s.out + s.err for s in said]
    assert not any(password in text for password in passwords for text in texts)


async def test_nothing_is_run_where_nobody_approves(cloud: SimCloud, stackmend: Stackmend) -> None:
    said = await stackmend("run", "remap-cell0")
    assert said.code == 2
    assert "Standard input is not a terminal" in said.err
    assert not list(runs_dir().iterdir())


async def test_an_optional_step_is_declined_and_no_other(cloud: SimCloud, stackmend: Stackmend) -> None:
    said = await stackmend("run", "remap-cell0", "--decline", "mapping")
    assert (said.code, "may be declined; which may be: instances" in said.err) == (2, True)
    said = await stackmend("run", "remap-cell0", "--decline", "instances")
    assert "Map cell0 to its own database" in said.out
    assert "Give buried instances" not in said.out


async def test_a_person_says_no(cloud: SimCloud) -> None:
    terminal = Terminal(cloud, "run", "remap-cell0")
    await terminal.until("Run this? [y/N] ")
    terminal.type("\n")
    assert await terminal.end() == 1
    assert "Nothing was run." in terminal.said
    assert not list(runs_dir().iterdir())


async def test_a_plan_that_is_longer_than_the_screen_waits_for_its_reader(cloud: SimCloud) -> None:
    terminal = Terminal(cloud, "run", "remap-cell0", lines=24)
    await terminal.until("Enter shows more, q ends: ")
    assert "Lines 1-" in terminal.said
    assert "Run this?" not in terminal.said
    terminal.type("q\n")
    assert await terminal.end() == 1
    assert "Nothing was run." in terminal.said
    terminal = Terminal(cloud, "run", "remap-cell0", lines=24)
    terminal.type("\n" * 3)
    await terminal.until("Run this? [y/N] ")
    terminal.type("n\n")
    assert await terminal.end() == 1


async def test_what_was_typed_before_the_question_showed_is_no_answer(cloud: SimCloud) -> None:
    terminal = Terminal(cloud, "run", "remap-cell0")
    terminal.type("y\ny\ny\n")
    await terminal.until("Run this? [y/N] ")
    terminal.type("\n")
    assert await terminal.end() == 1
    assert "Nothing was run." in terminal.said
    assert not list(runs_dir().iterdir())


async def test_sigterm_ends_a_look_with_its_cursor_shown(cloud: SimCloud) -> None:
    cloud.state.pace = 5.0
    terminal = Terminal(cloud, "check")
    await terminal.until("Looking at ")
    terminal.terminate()
    assert await terminal.end() == 143
    assert terminal.said.count("\x1b[?25l") == terminal.said.count("\x1b[?25h") > 0
    cloud.state.pace = 0.0


async def test_ctrl_c_at_the_question_ends_the_line(cloud: SimCloud) -> None:
    terminal = Terminal(cloud, "run", "remap-cell0")
    await terminal.until("Run this? [y/N] ")
    terminal.type("\x03")
    assert await terminal.end() == 130
    assert terminal.said.endswith("\r\n")
    assert not list(runs_dir().iterdir())


async def test_a_run_that_failed_is_shown_and_asked_for_before_it_is_resumed(
    call: Call, cloud: SimCloud, stackmend: Stackmend
) -> None:
    plan = json.loads((await stackmend("plan", "remap-cell0", "--json")).out)
    run_id = _cut(cloud, decode(Plan, plan))
    said = await asyncio.to_thread(call, "resume")
    assert (said.code, "Standard input is not a terminal" in said.err) == (2, True)
    assert "nova-manage cell_v2 update_cell" in said.out
    terminal = Terminal(cloud, "resume", run_id)
    await terminal.until("Run this? [y/N] ")
    terminal.type("n\n")
    assert (await terminal.end(), "Nothing was run." in terminal.said) == (1, True)
    assert _codes(await stackmend("check", "--json")) == ["cell0-shared"]
    resumed = await asyncio.to_thread(call, "resume", "--yes")
    assert (resumed.code, "Done and verified" in resumed.err) == (0, True)
    assert f"stackmend undo {run_id} --site {cloud.site_path}\n" in resumed.err
    assert _codes(await stackmend("check", "--json")) == []


async def test_what_was_not_approved_with_the_run_is_told_before_it_is_resumed(
    call: Call, cloud: SimCloud, stackmend: Stackmend
) -> None:
    plan = decode(Plan, json.loads((await stackmend("plan", "remap-cell0", "--json")).out))
    steps = tuple(replace(step, commands=()) for step in plan.steps)
    _cut(cloud, replace(plan, steps=steps))
    said = await asyncio.to_thread(call, "resume")
    assert said.code == 2
    assert "It would stop there, for this was not approved with the run: Map cell0" in said.err


def _cut(cloud: SimCloud, plan: Plan) -> str:
    """A run of which nothing has happened yet, and whose runner is gone."""
    folder = runs_dir() / "20260101-remap-cell0"
    folder.mkdir()
    journal = Journal(folder)
    site = str(cloud.site_path)
    journal.append(Approved(plan, "lab", site, "demo", invocation=Invocation(site=site)))
    journal.close()
    return folder.name


async def test_a_reason_of_several_words_is_taken(cloud: SimCloud, stackmend: Stackmend) -> None:
    for words in (("night", "test"), ("night test",)):
        said = await stackmend("plan", "disable-service", "compute1/nova-compute", *words)
        assert "--disable --disable-reason 'night test' compute1 nova-compute" in said.out
    one = await stackmend("plan", "disable-service", "compute1/nova-compute night test")
    assert one.out == said.out
    assert "run disable-service 'compute1/nova-compute night test' --site " in one.err


async def test_every_next_command_leads_to_this_cloud(cloud: SimCloud, stackmend: Stackmend) -> None:
    where = f"--site {cloud.site_path}"
    checked = await stackmend("check")
    (row,) = [line for line in checked.out.splitlines() if "cell0-shared" in line]
    assert row.endswith(f"\tstackmend run remap-cell0 {where}\t")  # no cause of it follows
    found = json.loads((await stackmend("check", "--json")).out)["findings"]
    assert [f["command"] for f in found] == [f"stackmend run remap-cell0 {where}"]
    script = (await stackmend("plan", "remap-cell0", "--script")).out
    assert f"of `stackmend plan remap-cell0 {where}`" in script
    assert f"# `stackmend run remap-cell0 {where}`." in script
    piped = await stackmend("snapshot", "-")
    assert (piped.code, json.loads(piped.out)["site"]["name"]) == (0, "demo (simulated)")
    already = await stackmend("plan", "restart-service", "controller/nova-api")
    assert f"`stackmend run bounce-service controller/nova-api {where}`" in already.out


async def test_a_person_says_yes_and_leaves_and_it_goes_on(
    cloud: SimCloud, stackmend: Stackmend
) -> None:
    cloud.state.pace = 4.0
    terminal = Terminal(cloud, "run", "remap-cell0")
    await terminal.until("Run this? [y/N] ")
    terminal.type("y\n")
    await terminal.until("2/6 Map cell0")
    terminal.type("\x03")
    assert await terminal.end() == 130
    assert "goes on without you" in terminal.said
    cloud.state.pace = 0.0
    said = await stackmend("show", "--follow")
    assert (said.code, "Done and verified" in said.err) == (0, True)


async def test_a_snapshot_shows_what_the_cloud_showed(
    call: Call, cloud: SimCloud, stackmend: Stackmend, tmp_path: Path
) -> None:
    path = tmp_path / "facts.json"
    written = await stackmend("snapshot", str(path))
    assert (written.code, written.out) == (0, "")
    assert cloud.state.password("nova-db") not in path.read_text()
    said = await asyncio.to_thread(call, "check", "--json", "--from", str(path))
    assert _codes(said) == ["cell0-shared"]
