"""Runs as true processes: they outlive their console, and can be taken up again when they do not."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import pty
import signal
import stat
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from actions.formats.json_codec import encode
from actions.model.errors import Refused, Unwritable
from actions.model.event import CommandStarted
from actions.model.plan import Plan, PlannedStep
from actions.run import journal as journals
from actions.run import launch as launching
from actions.run.fresh_plan import plan_action
from actions.run.launch import launch, resume
from actions.run.planner import digest
from actions.run.state import RunState, Status
from actions.site.paths import runs_dir
from actions.transport.gateway import Gateway
from tests.support.trial import ACTIONS, TrialHost, trial_host

RUNNER = (*launching.RUNNER[:-1], "tests.support.trial_runner")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[TrialHost]:
    async with trial_host(tmp_path) as host:
        yield host
        (host.files / "go").touch()


async def planned(host: TrialHost, action: str) -> Plan:
    gateway = Gateway(host.site)
    try:
        return (await plan_action(gateway, host.site, ACTIONS[action]))[0]
    finally:
        await gateway.close()


async def launched(host: TrialHost, action: str, declined: tuple[str, ...] = ()) -> str:
    return launch(host.site, await planned(host, action), declined, runner=RUNNER)


async def followed(
    run_id: str, until: Callable[[RunState], bool] = lambda state: not state.alive
) -> RunState:
    """The run's state, once it is as one waits for; its output is never behind."""
    async for heard in journals.follow(run_id, every=0.01):
        if until(heard.state):
            return heard.state
    raise AssertionError(f"the run ended before: {heard.state.status} {heard.state.why}")


def begun(state: RunState) -> bool:
    """The slow command runs."""
    return any(line.text == "begun" for line in state.output)


async def killed(run_id: str, number: signal.Signals = signal.SIGKILL) -> RunState:
    """The run's state after its runner was killed in the middle of the slow command."""
    os.kill((await followed(run_id, begun)).pid, number)
    return await followed(run_id)


async def test_a_plan_is_carried_out_and_verified(host: TrialHost) -> None:
    run_id = await launched(host, "two")
    assert journals.read_run(run_id).alive
    state = await followed(run_id)
    assert (state.status, state.why) == (Status.DONE, "")
    assert [step.status for step in state.steps] == [Status.DONE, Status.DONE]
    assert host.there() == {"one", "two"}
    assert run_id in [run.id for run in journals.list_runs()]


async def test_files_of_a_run_are_for_their_owner_only(host: TrialHost) -> None:
    run_id = await launched(host, "two")
    await followed(run_id)
    for path in (runs_dir() / run_id).iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


async def test_a_declined_step_is_left_out(host: TrialHost) -> None:
    state = await followed(await launched(host, "two", ("second",)))
    assert (state.status, state.steps[1].status) == (Status.DONE, Status.DECLINED)
    assert host.there() == {"one"}


async def test_a_failing_command_ends_the_run(host: TrialHost) -> None:
    state = await followed(await launched(host, "bad"))
    assert state.status == Status.FAILED
    assert state.why.endswith("ended with exit code 3: alas")
    assert [line.text for line in state.output] == ["alas"]


async def test_a_killed_runner_is_seen_and_resume_finishes_without_repeating(
    host: TrialHost,
) -> None:
    run_id = await launched(host, "slow")
    state = await killed(run_id)
    assert (state.status, state.steps[0].status) == (Status.INTERRUPTED, Status.DONE)
    assert state.steps[1].status == Status.INTERRUPTED
    (host.files / "go").touch()
    state = await resumed(run_id)
    assert state.status == Status.DONE
    assert state.steps[0].status == Status.UNCHANGED
    assert started(run_id).count("first") == 1


async def test_a_command_that_must_not_run_twice_is_asked_for_again(host: TrialHost) -> None:
    run_id = await launched(host, "once")
    await killed(run_id)
    state = await resumed(run_id)
    assert state.status == Status.BLOCKED
    assert "--again once" in state.why
    assert started(run_id).count("once") == 1
    (host.files / "go").touch()
    resume(run_id, again=("once",), runner=RUNNER)
    assert (await followed(run_id)).status == Status.DONE


async def test_a_cut_connection_stops_the_run_and_resume_goes_on(host: TrialHost) -> None:
    run_id = await launched(host, "slow")
    await followed(run_id, begun)
    host.ssh.cut()
    state = await followed(run_id)
    assert (state.status, state.steps[1].commands[0].exit) == (Status.FAILED, None)
    assert "ctl: the connection was cut" in state.why
    (host.files / "go").touch()
    assert (await resumed(run_id)).status == Status.DONE


async def test_a_runner_that_is_told_to_stop_says_so(host: TrialHost) -> None:
    state = await killed(await launched(host, "slow"), signal.SIGTERM)
    assert (state.status, state.why) == (Status.INTERRUPTED, "its runner was told to stop (SIGTERM)")
    assert [step.status for step in state.steps] == [Status.DONE, Status.INTERRUPTED]


async def test_a_run_outlives_its_console_whose_terminal_hangs_up(
    host: TrialHost, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(encode(await planned(host, "slow"))))
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests under nohup ignore it
        words = ["-P", "-m", "tests.support.trial_console", str(path), str(host.path)]
        os.execv(sys.executable, [sys.executable, *words])
    run_id = (await asyncio.to_thread(os.read, terminal, 1000)).decode().strip()
    await followed(run_id, begun)
    os.close(terminal)
    _, status = await asyncio.to_thread(os.waitpid, pid, 0)
    assert os.WTERMSIG(status) == signal.SIGHUP
    assert journals.read_run(run_id).alive
    (host.files / "go").touch()
    assert (await followed(run_id)).status == Status.DONE


async def test_a_run_that_goes_on_or_is_done_is_not_resumed(host: TrialHost) -> None:
    run_id = await launched(host, "slow")
    with pytest.raises(Refused, match="still goes on"):
        resume(run_id, runner=RUNNER)
    (host.files / "go").touch()
    await followed(run_id)
    with pytest.raises(Refused, match="is done"):
        resume(run_id, runner=RUNNER)


async def test_a_package_of_the_same_name_where_the_operator_stands_is_not_run(
    host: TrialHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions/__init__.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert (await followed(await launched(host, "two"))).status == Status.DONE


async def test_two_runs_with_one_lock_are_not_at_work_at_once(host: TrialHost) -> None:
    first = await launched(host, "slow")
    await followed(first, begun)
    (host.files / "one").unlink()
    second = await launched(host, "quick")
    state = await followed(second)
    assert state.status == Status.FAILED
    assert state.why.startswith(f"Run {first} is at work on the same thing")
    assert state.steps[0].status == Status.WAITING
    (host.files / "go").touch()
    assert (await followed(first)).status == Status.DONE
    assert (await resumed(second)).status == Status.DONE


async def test_nothing_is_started_in_read_only_mode(host: TrialHost) -> None:
    plan = await planned(host, "two")
    with pytest.raises(Refused, match="read-only"):
        launch(host.site, plan, read_only=True, runner=RUNNER)
    assert journals.list_runs() == []


async def test_a_run_that_cannot_be_written_down_is_not_started(
    host: TrialHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    plan = await planned(host, "two")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match=r"^Nothing was run: .* cannot be written: No space left"):
        launch(host.site, plan, runner=RUNNER)
    assert list(runs_dir().iterdir()) == []


async def test_a_runner_that_does_not_start_says_why_and_leaves_no_run(host: TrialHost) -> None:
    full = (sys.executable, "-c", "import sys; sys.exit('/x/journal.jsonl: No space left on device')")
    plan = await planned(host, "two")
    says = "^Nothing was run: its process did not start: /x/journal.jsonl: No space left on device.$"
    with pytest.raises(Unwritable, match=says):
        launch(host.site, plan, runner=full)
    assert list(runs_dir().iterdir()) == []
    run_id = await idle(host, plan)
    with pytest.raises(Unwritable, match=says):
        resume(run_id, runner=full)
    assert (await resumed(run_id)).status == Status.DONE


async def test_a_run_whose_own_files_cannot_be_used_says_so(host: TrialHost) -> None:
    run_id = await idle(host, await planned(host, "quick"))
    (runs_dir().parent / "locks").touch()
    state = await resumed(run_id)
    assert state.status == Status.FAILED
    assert "locks cannot be made: File exists" in state.why


async def test_a_plan_that_cannot_be_done_is_not_started(host: TrialHost) -> None:
    (host.files / "forbidden").touch()
    plan = await planned(host, "two")
    with pytest.raises(Refused, match=r"the step first cannot be done\. it is forbidden"):
        launch(host.site, plan, runner=RUNNER)


async def test_a_plan_that_was_changed_after_its_approval_is_not_run(host: TrialHost) -> None:
    run_id = await idle(host, await planned(host, "two"))
    path = runs_dir() / run_id / "journal.jsonl"
    path.write_text(path.read_text().replace("touch", "rm -rf"))
    state = await resumed(run_id)
    assert state.status == Status.FAILED
    assert "not the one that was approved" in state.why


async def test_a_run_without_its_site_file_says_so(host: TrialHost) -> None:
    run_id = await idle(host, await planned(host, "two"))
    host.path.unlink()
    state = await resumed(run_id)
    assert (state.status, "site.toml does not exist" in state.why) == (Status.FAILED, True)


@pytest.mark.parametrize(
    ("name", "steps", "why"),
    [("gone", ("first",), "has no action gone"), ("two", ("gone",), "This version of two has no step")],
)
async def test_a_plan_of_another_version_stops_where_it_is_not_known(
    host: TrialHost, name: str, steps: tuple[str, ...], why: str
) -> None:
    outlined = tuple(PlannedStep(step, step, (), "") for step in steps)
    plan = Plan(name, name, "", outlined)
    state = await resumed(await idle(host, replace(plan, digest=digest(plan))))
    assert (state.status, why in state.why) == (Status.FAILED, True)


async def idle(host: TrialHost, plan: Plan) -> str:
    """A run whose runner ended before it did anything."""
    run_id = launch(host.site, plan, runner=("true",))
    assert (await followed(run_id)).status == Status.INTERRUPTED
    return run_id


async def resumed(run_id: str) -> RunState:
    resume(run_id, runner=RUNNER)
    return await followed(run_id)


def started(run_id: str) -> list[str]:
    """The steps of all commands that were started."""
    events = journals.Tail(runs_dir() / run_id).read()
    return [event.step for event in events if isinstance(event, CommandStarted)]
