"""The plan window: long commands are folded, and a plan is written down as a script."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from actions.model.command import Outline
from actions.run.planner import digest
from actions.run.state import CommandState, Status
from tests.screens.cloud import NOW
from tests.tui.console import driven
from tests.tui.fake import PLAN, FakeSession, run_state
from tui.cli.plans import show_plan
from tui.live.backend import Trouble
from tui.values.planned import MOST
from tui.windows.run import FEW, output_cells, progress

PACKAGES = tuple(f"package-{number}" for number in range(MOST + 17))
LONG = replace(PLAN.steps[1], commands=(Outline("controller", "apt-get install", items=PACKAGES),))
LONG_PLAN = replace(PLAN, steps=(LONG,))


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


async def test_many_items_are_folded_until_a_key_shows_them() -> None:
    async with driven(FakeSession(made=LONG_PLAN), (110, 60)) as it:
        await it.press("6", "e")
        assert "… and 17 more: x shows them" in it.text()
        assert "• package-19" in it.text()
        assert "• package-20" not in it.text()
        await it.press("x")
        assert "• package-36" in it.text()
        assert "more: x" not in it.text()
        await it.press("x")
        assert "• package-20" not in it.text()


STOPS = "Restarts mariadb on controller: the compute API answers errors for about 10 s."


async def test_what_stops_while_it_runs_is_said_before_the_steps(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = replace(PLAN, stops=(STOPS,))
    async with driven(FakeSession(made=plan), (110, 40)) as it:
        await it.press("6", "e")
        lines = it.text().splitlines()
        said = next(n for n, line in enumerate(lines) if STOPS in line)
        assert lines[said - 1].strip() == "What stops while it runs"
        assert said < next(n for n, line in enumerate(lines) if "1. Make cell0's database" in line)
    show_plan(plan)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == [PLAN.title, f"  {STOPS}"]
    assert digest(plan) == digest(PLAN)


async def test_what_is_short_has_no_key_that_shows_more() -> None:
    async with driven(FakeSession(), (110, 40)) as it:
        await it.press("6", "e")
        assert "All items" not in it.text()


async def test_a_plan_is_written_down_and_the_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with driven(FakeSession(), (200, 40)) as it:
        await it.press("6", "e", "space", "w")
        asked = it.text().splitlines()[-2].strip()
        assert asked == f"write a script to:{tmp_path}/remap-cell0-{PLAN.digest}.sh"
        assert names(tmp_path) == []
        await it.press("enter")
        (name,) = names(tmp_path)
        path = tmp_path / name
        assert name == f"remap-cell0-{PLAN.digest}.sh"
        assert path.read_text() == f"# {PLAN.digest} less instances\n"
        assert os.access(path, os.X_OK)
        assert "The plan is written to" in it.text()


@pytest.mark.parametrize("width", [80, 110])
async def test_a_script_goes_where_it_is_told_to_and_no_message_breaks_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with driven(FakeSession(), (width, 24)) as it:
        await it.press("6", "e", "w", "ctrl+u")
        await it.type("~/a")
        await it.press("escape")
        assert names(tmp_path) == []
        await it.press("w", "ctrl+u")
        await it.type(f"~/{'x' * 20}.sh")
        await it.press("enter")
        assert len(names(tmp_path)) == 1
        it.app.notify(f"It is in\n/{'y' * 70}", markup=False)
        await it.settle()
        assert "y" * 70 in it.text()


async def test_a_plan_that_cannot_be_written_down_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with driven(FakeSession(written=Trouble("It holds what no script can.")), (110, 40)) as it:
        await it.press("6", "e", "w", "enter")
        assert "It holds what no script can." in it.text()
        assert names(tmp_path) == []


async def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    (gone / f"remap-cell0-{PLAN.digest}.sh").mkdir()
    async with driven(FakeSession(), (110, 40)) as it:
        await it.press("6", "e", "w", "enter")
        (told,) = it.app._notifications
        assert told.message.endswith("cannot be written: Is a directory.")


async def test_a_blocked_plan_cannot_be_written_down() -> None:
    stuck = replace(PLAN.steps[1], commands=(), blocked=True, why="No controller answers.")
    async with driven(FakeSession(made=replace(PLAN, steps=(stuck,)))) as it:
        await it.press("6", "e")
        assert "Write a script" not in it.text()


def outputs(outline: Outline, most: int | None = FEW) -> list[str]:
    """The lines of a run in which that command ended well."""
    run = run_state()
    step = replace(run.steps[1], commands=(CommandState(outline, 0, True, NOW - 6, NOW - 4),))
    return [cell.text for cell in output_cells(replace(run, steps=(step,), output=()), most)]


def test_a_run_tells_which_units_it_restarts() -> None:
    line = "   controller  systemctl restart nova-api nova-conductor  exit 0"
    restart = Outline("controller", "systemctl restart", items=("nova-api", "nova-conductor"))
    assert outputs(restart) == ["Map cell0 to it", line]


def test_a_run_tells_which_keys_it_sets_and_folds_many() -> None:
    keys = tuple(f"[DEFAULT] key{number} = 1" for number in range(FEW + 3))
    told = outputs(Outline("controller", "edit /etc/nova/nova.conf", items=keys))
    assert told[1] == "   controller  edit /etc/nova/nova.conf  exit 0"
    assert told[2:] == [*(f"     • {key}" for key in keys[:FEW]), "     … and 3 more: x shows them"]
    packages = Outline("controller", "apt-get install", items=PACKAGES)
    assert outputs(packages)[1].endswith("package-7 … and 29 more: x shows them  exit 0")
    assert outputs(packages, None)[1].endswith("package-36  exit 0")


async def test_a_key_shows_all_items_of_a_run() -> None:
    run = run_state()
    step = replace(run.steps[1], commands=(CommandState(LONG.commands[0], 0, True),))
    session = FakeSession(known=(replace(run, steps=(run.steps[0], step, *run.steps[2:])),))
    async with driven(session, (110, 50)) as it:
        await it.press("8", "enter")
        assert "package-36" not in it.text()
        await it.press("x")
        assert "package-36" in it.text()


def test_the_time_that_is_left_is_told_by_an_earlier_run() -> None:
    run = run_state()
    steps = tuple(
        replace(step, status=Status.DONE, started=NOW - 1000, ended=NOW - 1000 + 40)
        for step in run.steps
    )
    earlier = replace(run_state(Status.DONE, "earlier"), steps=steps)
    # Mapping 40 s, of which 17 s are over, and restarting 40 s; what was declined takes no time.
    assert progress(run, run.started + 18, (earlier,)).endswith("18 s, about 63 s left")


def test_a_script_s_name_is_one_that_a_folder_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.save_script import script_path, write_script

    monkeypatch.chdir(tmp_path)
    path = script_path(replace(PLAN, action="install-nova/nova-config"))
    write_script(path, "#!/bin/bash\nexit 7\n")
    assert path.name == f"install-nova-nova-config-{PLAN.digest}.sh"
    assert subprocess.run([path], check=False).returncode == 7
