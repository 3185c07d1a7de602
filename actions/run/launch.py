"""Runs are started here: as processes of their own, which outlive the terminal they came from.

They do not outlive a logout where logind says KillUserProcesses=yes, unless the user lingers.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path

from actions.model.errors import Refused, Unwritable
from actions.model.event import FORMAT, Approved
from actions.model.plan import Plan
from actions.model.site import Site
from actions.run.journal import Journal, folder_of, read_run
from actions.run.lock import LockHeld, hold
from actions.run.planner import without
from actions.run.scope import scope_now
from actions.run.spawn import NotStarted, start
from actions.run.state import RunState, Status
from actions.site.paths import runs_dir

RUNNER = (sys.executable, "-P", "-m", "actions.run.runner")
"""-P: a folder named `actions` where the operator happens to stand must not be run instead of ours."""

_STARTING = 30.0
"""Seconds in which a runner has taken its run up, or has said why not."""


def launch(
    site: Site,
    plan: Plan,
    declined: Collection[str] = (),
    read_only: bool = False,
    runner: Sequence[str] = RUNNER,
) -> str:
    """Write down that the plan is approved, start its runner, and give the run's id.

    Raises `Refused` in read-only mode and for a plan of which a step is blocked, and `Unwritable`.
    """
    if read_only:
        raise Refused.read_only()
    stuck = next((s for s in without(plan, declined).steps if s.blocked), None)
    if stuck is not None:
        raise Refused(f"Nothing was run: the step {stuck.name} cannot be done. {stuck.why}")
    approved = Approved(
        plan=plan,
        site=site.name,
        path=site.path,
        cloud=site.cloud or site.invocation.cloud,
        declined=tuple(declined),
        cwd=str(Path.cwd()),
        version=version("stackmend"),
        format=FORMAT,
        invocation=site.invocation,
        hosts=site.hosts if site.listed else (),
        scope=scope_now(site),
    )
    folder = _new_folder(plan)
    try:
        lock = _written_down(folder, approved)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unwritable(f"Nothing was run: {folder} cannot be written: {error.strerror}.") from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        _start([*runner, str(folder), "--lock", str(lock)], folder, lock, Path.cwd())
    except (Unwritable, ValueError):  # not on ctrl-C: it may have been started
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder.name


def resume(
    run_id: str,
    again: Collection[str] = (),
    read_only: bool = False,
    runner: Sequence[str] = RUNNER,
) -> None:
    """Start a runner for a run that was interrupted, failed or stopped; it goes on where facts say.

    `again` names steps that may repeat a command which must not be repeated unasked. Raises as
    `resumable` does.
    """
    state = resumable(run_id, again, read_only)
    folder = folder_of(run_id)
    try:
        lock = hold(folder / "lock")
    except LockHeld:
        raise _goes_on(state) from None
    arguments = [word for step in again for word in ("--again", step)]
    _start([*runner, str(folder), "--lock", str(lock), *arguments], folder, lock, Path(state.cwd))


def resumable(run_id: str, again: Collection[str] = (), read_only: bool = False) -> RunState:
    """A run that can be taken up; raises `RunNotFound`, or `Refused` if it goes on or is done."""
    if read_only:
        raise Refused.read_only()
    state = read_run(run_id)
    unknown = set(again) - {step.name for step in state.steps}
    if unknown:
        raise Refused(f"Run {run_id} has no step {', '.join(sorted(unknown))}.")
    if state.status is Status.DONE:
        raise Refused(f"Run {run_id} is done: there is nothing to resume.")
    if state.alive:
        raise _goes_on(state)
    return state


def _goes_on(state: RunState) -> Refused:
    show = state.invocation.command("show", state.id, "--follow")
    return Refused(f"Run {state.id} still goes on; `{show}` follows it.")


def _written_down(folder: Path, approved: Approved) -> int:
    """Begin the journal; the run's lock."""
    lock = hold(folder / "lock")
    try:
        journal = Journal(folder)
        try:
            journal.append(approved)
        finally:
            journal.close()
    except BaseException:
        os.close(lock)
        raise
    return lock


def _new_folder(plan: Plan) -> Path:
    """A folder named by the local time and the action, as a person looks for it."""
    action = re.sub(r"[^\w.-]+", "-", plan.action)
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{action}"
    for number in range(1, 100):
        folder = runs_dir() / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise Unwritable(f"Nothing was run: {folder} cannot be made: {error.strerror}.") from None
        return folder
    raise Refused(f"Nothing was run: there are a hundred runs named {stem}.")


def _start(command: list[str], folder: Path, lock: int, cwd: Path) -> None:
    """Start a runner in a session of its own; it inherits the lock, so that it is never without one.

    Raises `Unwritable` where it could not take the run up.
    """
    try:
        process = start(command, _STARTING, cwd=cwd if cwd.is_dir() else None, pass_fds=(lock,))
    except NotStarted as error:
        raise Unwritable(f"Nothing was run: its process did not start: {error}.") from None
    finally:
        os.close(lock)
    threading.Thread(target=process.wait, daemon=True, name=f"reap {folder.name}").start()
