"""One step at a time, on a real SSH server: what becomes of it, and what its journal says."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from actions.model.command import Rows
from actions.model.errors import NoAnswer
from actions.model.event import (
    BackedUp,
    CommandEnded,
    CommandStarted,
    Event,
    Output,
    RowsLeft,
    StepEnded,
    StepStarted,
    Verifying,
)
from actions.model.fact import Snapshot
from actions.model.plan import Decision, Situation, Step, already, blocked
from actions.model.secret import Text
from actions.run.backup import read_backups
from actions.run.executor import StepExecutor
from actions.run.journal import Journal, Tail
from actions.run.planner import planned
from actions.run.state import Status, StepState
from actions.transport.gateway import Gateway
from actions.transport.poll import poll
from tests.support.trial import FILES, Make, TrialHost, making, trial_host


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[TrialHost]:
    async with trial_host(tmp_path) as host:
        yield host


@pytest.fixture
async def gateway(host: TrialHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site)
    yield gateway
    await gateway.close()


class Trial:
    """One execution, and what it wrote."""

    def __init__(self, gateway: Gateway, folder: Path) -> None:
        self.gateway = gateway
        self.journal = Journal(folder)
        self.tail = Tail(folder)
        self.pauses = 0
        self.now = 0.0
        self.meanwhile: Path | None = None
        """Made while the execution waits."""
        self.execution = StepExecutor(
            gateway, self.journal, folder, pause=self._pause, clock=self._clock
        )

    async def approved(self, step: Step) -> StepState:
        """The step as it is planned now."""
        snapshot = await poll(self.gateway, Snapshot(self.gateway.site), [FILES])
        return StepState(planned(step, step.plan(Situation(snapshot))))

    async def perform(self, step: Step, before: StepState | None = None) -> StepEnded:
        """Carry it out."""
        return await self.execution.perform(step, before or await self.approved(step))

    def events(self) -> list[type[Event]]:
        """The kinds of what was written, without output."""
        return [type(event) for event in self.tail.read() if not isinstance(event, Output)]

    async def _pause(self, seconds: float) -> None:
        self.pauses += 1
        self.now += seconds
        if self.meanwhile is not None:
            self.meanwhile.touch()

    def _clock(self) -> float:
        return self.now


@pytest.fixture
def trial(gateway: Gateway, tmp_path: Path) -> Trial:
    return Trial(gateway, tmp_path)


async def test_what_is_to_be_done_is_done_and_verified(trial: Trial, host: TrialHost) -> None:
    ended = await trial.perform(making(Make("one"), Make("two")))
    assert (ended.status, ended.why) == (Status.DONE, "all files are there")
    assert host.there() == {"one", "two"}
    commands = [CommandStarted, CommandEnded] * 2
    assert trial.events() == [StepStarted, *commands, Verifying, StepEnded]


async def test_what_is_so_already_runs_nothing(trial: Trial, host: TrialHost) -> None:
    (host.files / "one").touch()
    ended = await trial.perform(making(Make("one")))
    assert ended.status == Status.UNCHANGED
    assert trial.events() == [StepStarted, StepEnded]


async def test_less_than_was_approved_is_done(trial: Trial, host: TrialHost) -> None:
    step = making(Make("one"), Make("two", "echo anew; touch {f}/two"))
    before = await trial.approved(step)
    (host.files / "one").touch()
    assert (await trial.perform(step, before)).status == Status.DONE
    assert trial.events().count(CommandStarted) == 1


async def test_more_than_was_approved_is_shown_and_not_done(trial: Trial, host: TrialHost) -> None:
    step = making(Make("one"), Make("two"))
    (host.files / "two").touch()
    before = await trial.approved(step)
    (host.files / "two").unlink()
    ended = await trial.perform(step, before)
    assert (ended.status, [o.line for o in ended.unapproved]) == (
        Status.DRIFTED,
        [f"touch {host.files}/two"],
    )
    assert host.there() == set()


async def test_a_step_that_refuses_stops(trial: Trial, host: TrialHost) -> None:
    step = making(Make("one"))
    before = await trial.approved(step)
    (host.files / "forbidden").touch()
    ended = await trial.perform(step, before)
    assert (ended.status, ended.why) == (Status.BLOCKED, "it is forbidden")


async def test_what_earlier_steps_did_may_take_its_time_to_show(trial: Trial, host: TrialHost) -> None:
    def plan(situation: Situation) -> Decision:
        return already("it shows") if "one" in situation.each(FILES)["ctl"] else blocked("not yet")

    poll = Step("look", "See it", (FILES,), plan, verify_timeout=5.0)
    before = StepState(planned(poll, already("it is looked at later")))
    trial.meanwhile = host.files / "one"
    ended = await trial.perform(poll, before)
    assert (ended.status, ended.why, trial.pauses) == (Status.UNCHANGED, "it shows", 1)


async def test_what_waiting_does_not_change_is_not_waited_for(trial: Trial) -> None:
    poll = Step("look", "See it", (FILES,), lambda _: blocked("never", final=True), verify_timeout=5.0)
    ended = await trial.perform(poll, StepState(planned(poll, already("later"))))
    assert (ended.status, ended.why, trial.pauses) == (Status.BLOCKED, "never", 0)


async def test_a_command_that_fails_says_which_and_how(trial: Trial) -> None:
    step = making(Make("one", "echo first; echo alas; exit 3"), Make("two"))
    ended = await trial.perform(step)
    assert ended.status == Status.FAILED
    assert ended.why == "On ctl, `echo first; echo alas; exit 3` ended with exit code 3: first / alas"
    assert trial.events() == [StepStarted, CommandStarted, CommandEnded, StepEnded]


async def test_a_result_that_does_not_show_is_unverified(trial: Trial) -> None:
    ended = await trial.perform(making(Make("one", "true")))
    assert (ended.status, [o.line for o in ended.unapproved]) == (Status.UNVERIFIED, ["true"])
    assert "missing: one" in ended.why
    assert trial.pauses == 0


async def test_a_result_may_take_its_time_to_show(trial: Trial, host: TrialHost) -> None:
    trial.meanwhile = host.files / "one"
    ended = await trial.perform(making(Make("one", "true"), settle=5.0))
    assert ended.status == Status.DONE
    assert trial.pauses == 1


async def test_a_result_that_never_shows_is_waited_for_as_long_as_it_may_take(trial: Trial) -> None:
    ended = await trial.perform(making(Make("one", "true"), settle=5.0))
    assert ended.status == Status.UNVERIFIED
    assert trial.pauses == 5


async def test_commands_of_different_hosts_run_side_by_side(trial: Trial) -> None:
    """Each waits for what the other does first."""
    wait = "touch {f}/%s; while [ ! -e {f}/%s ]; do sleep 0.01; done"
    makes = Make("ctl", wait % ("ctl", "cmp")), Make("cmp", wait % ("cmp", "ctl"), host="cmp")
    ended = await trial.perform(making(*makes, parallel=True))
    assert ended.status == Status.DONE


async def test_commands_of_one_host_run_in_order_all_the_same(trial: Trial) -> None:
    makes = Make("one"), Make("two", "test -e {f}/one && touch {f}/two")
    assert (await trial.perform(making(*makes, parallel=True))).status == Status.DONE


async def test_when_a_host_fails_the_other_ends_the_command_that_it_is_at(
    trial: Trial, host: TrialHost
) -> None:
    makes = (
        Make("a", "while [ ! -e {f}/begun ]; do sleep 0.01; done; exit 1"),
        Make("b", "touch {f}/begun; touch {f}/b", host="cmp"),
    )
    ended = await trial.perform(making(*makes, parallel=True))
    assert ended.status == Status.FAILED
    assert "On ctl" in ended.why
    assert "b" in host.there()


async def test_when_a_host_fails_the_others_begin_no_new_command(trial: Trial, host: TrialHost) -> None:
    """The second host is at its first command until the journal has the failure of the first."""
    journal = host.files.parent / "journal.jsonl"
    # the quotes, for this line stands in the journal too
    wait = f'until grep -q \'"event":"command-ended"\' {journal}; do sleep 0.01; done'
    makes = (
        Make("a", "while [ ! -e {f}/begun ]; do sleep 0.01; done; exit 1"),
        Make("b", f"touch {{f}}/begun; {wait}; touch {{f}}/b", host="cmp"),
        Make("c", host="cmp"),
    )
    ended = await trial.perform(making(*makes, parallel=True))
    assert ended.status == Status.FAILED
    assert host.there() == {"begun", "b"}
    assert trial.events().count(CommandStarted) == 2


async def test_the_backup_is_on_the_disk_before_the_first_command(
    trial: Trial, host: TrialHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command itself looks for the file, and for the journal's event of it."""
    folder = host.files.parent
    rows = Rows("ctl", Text.of("mysql://nova@db/nova_api"), "cell_mappings", "id", "id = 1")

    async def fetch(_: Gateway, wanted: Rows) -> list[dict[str, Any]]:
        assert wanted == rows
        done = (host.files / "one").exists()
        assert (folder / "backup-make.json").exists() == done
        return [{"id": 1, "name": "new" if done else "cell0"}]

    monkeypatch.setattr(Gateway, "fetch", fetch)
    line = f"grep -q cell0 {folder}/backup-make.json && grep -q backup-make {folder}/journal.jsonl"
    made = making(Make("one", f"{line} && touch {{f}}/one"))
    step = replace(made, plan=lambda situation: replace(made.plan(situation), backup=(rows,)))
    assert (await trial.perform(step)).status == Status.DONE
    assert trial.events() == [
        StepStarted,
        BackedUp,
        CommandStarted,
        CommandEnded,
        Verifying,
        RowsLeft,
        StepEnded,
    ]
    (left,) = read_backups(folder / "left-make.json")
    assert left.rows == ({"id": 1, "name": "new"},)
    assert (folder / "left-make.json").stat().st_mode & 0o777 == 0o600


async def test_a_backup_that_cannot_be_taken_stops_the_step(
    trial: Trial, host: TrialHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Rows("ctl", Text.of("mysql://nova@db/nova_api"), "cell_mappings", "id", "id = 1")

    async def fetch(_: Gateway, wanted: Rows) -> list[dict[str, Any]]:
        raise NoAnswer(f"{wanted.table} cannot be read")

    monkeypatch.setattr(Gateway, "fetch", fetch)
    made = making(Make("one"))
    step = replace(made, plan=lambda situation: replace(made.plan(situation), backup=(rows,)))
    ended = await trial.perform(step)
    assert (ended.status, ended.why) == (Status.FAILED, "cell_mappings cannot be read")
    assert host.there() == set()


async def test_that_a_command_begins_is_on_the_disk_before_it_does(
    trial: Trial, host: TrialHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each event is synced before the next is written, in the order in which things happen."""
    synced: list[bytes] = []
    fsync = os.fsync

    def recorded(descriptor: int) -> None:
        fsync(descriptor)
        whole = (host.files.parent / "journal.jsonl").read_bytes()
        synced.append(whole.splitlines()[-1].split(b'"')[3])
        (host.files / synced[-1].decode()).touch()

    monkeypatch.setattr("os.fsync", recorded)
    lines = "test -e {f}/command-started && ! test -e {f}/command-ended && echo said && touch {f}/one"
    assert (await trial.perform(making(Make("one", lines)))).status == Status.DONE
    assert [kind.decode() for kind in synced] == [
        "step-started",
        "command-started",
        "command-ended",
        "verifying",
        "step-ended",
    ]


async def test_a_host_that_cannot_be_seen_is_not_taken_for_done(trial: Trial, host: TrialHost) -> None:
    step = making(Make("one", host="cmp"))
    before = await trial.approved(step)
    (host.files / "blind-cmp").touch()
    ended = await trial.perform(step, before)
    assert ended.status == Status.BLOCKED
    assert ended.why == "It cannot be told whether it is so already. files cmp: it is blind"


async def test_a_host_that_was_not_to_be_changed_may_be_out_of_sight(
    trial: Trial, host: TrialHost
) -> None:
    (host.files / "blind-cmp").touch()
    assert (await trial.perform(making(Make("one")))).status == Status.DONE


async def test_what_cannot_be_looked_at_any_more_is_unverified(trial: Trial) -> None:
    ended = await trial.perform(making(Make("one", "touch {f}/one {f}/blind-cmp")))
    assert ended.status == Status.UNVERIFIED
    assert ended.why.endswith("it cannot be looked at any more. files cmp: it is blind")


async def test_what_gave_no_answer_once_is_asked_again(trial: Trial, host: TrialHost) -> None:
    """A busy host may be slow just after a command; and that is no end of a run of a hundred steps."""
    blind = host.files / "blind-cmp"

    async def seen_again(_: float) -> None:
        blind.unlink(missing_ok=True)

    slow = count(0, 50).__next__  # as if each answer that does not come took 50 s
    trial.execution = replace(trial.execution, pause=seen_again, clock=slow)
    blinding = making(Make("one", "touch {f}/one {f}/blind-cmp"))
    assert (await trial.perform(blinding)).status == Status.DONE
    step = making(Make("two", host="cmp"))
    before = await trial.approved(step)
    blind.touch()
    assert (await trial.perform(step, before)).status == Status.DONE


async def test_the_time_to_settle_begins_with_the_first_answer(trial: Trial, host: TrialHost) -> None:
    trial.meanwhile = host.files / "one"
    slow = count(0, 50).__next__  # as if a look took longer than the step may need
    trial.execution = replace(trial.execution, clock=slow)
    assert (await trial.perform(making(Make("one", "true"), settle=20.0))).status == Status.DONE


async def test_a_command_that_must_not_run_twice_is_not_repeated_unasked(trial: Trial) -> None:
    step = making(Make("one", repeatable=False))
    before = await trial.approved(step)
    started = replace(before, open=before.planned.commands)
    ended = await trial.perform(step, started)
    assert ended.status == Status.BLOCKED
    assert ended.why.endswith("resume with --again make")
    trial.execution = replace(trial.execution, again=frozenset({"make"}))
    assert (await trial.perform(step, started)).status == Status.DONE


async def test_a_command_that_must_not_run_twice_and_whose_work_is_done_needs_no_asking(
    trial: Trial, host: TrialHost
) -> None:
    step = making(Make("one", repeatable=False))
    before = await trial.approved(step)
    (host.files / "one").touch()
    ended = await trial.perform(step, replace(before, open=before.planned.commands))
    assert ended.status == Status.UNCHANGED


async def test_output_comes_whole_and_in_few_events(trial: Trial) -> None:
    await trial.perform(making(Make("one", "seq 1000; touch {f}/one")))
    outputs = [event for event in trial.tail.read() if isinstance(event, Output)]
    assert [line for event in outputs for line in event.lines] == [str(n) for n in range(1, 1001)]
    assert len(outputs) < 50


async def test_a_cut_connection_is_said_and_the_commands_end_is_left_open(
    trial: Trial, host: TrialHost
) -> None:
    host.cut_at = "touch"
    ended = await trial.perform(making(Make("one")))
    assert ended.status == Status.FAILED
    assert ended.why.startswith("ctl: the connection was cut")
    assert trial.events() == [StepStarted, CommandStarted, StepEnded]


async def test_a_step_knows_since_when_this_run_does_it(trial: Trial, host: TrialHost) -> None:
    """What is wanted whatever the facts are (a restart) is done once a run, resumed or not."""
    told: list[float] = []
    made = making(Make("one", repeatable=False))

    def noted(situation: Situation) -> Decision:
        told.append(situation.began)
        return made.plan(situation)

    step = replace(made, plan=noted)
    before = await trial.approved(step)
    await trial.perform(step, before)
    (command,) = [e for e in trial.tail.read() if isinstance(e, CommandStarted)]
    assert told[:2] == [0.0, 0.0]
    assert 0 < told[2] <= command.at
    await trial.perform(step, replace(before, began=command.at))
    assert told[3] == command.at
