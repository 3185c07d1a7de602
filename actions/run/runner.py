"""The process that carries out an approved plan: `python -m actions.run.runner FOLDER`.

It reads what was approved from the folder's journal and writes there what happens. It needs neither
the console nor a terminal, and looks at facts before and after everything that it does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from actions.model.errors import StackmendError
from actions.model.event import RunEnded, RunStarted, StepEnded
from actions.model.invocation import UNDO
from actions.model.plan import Action
from actions.model.site import Scope, Site
from actions.registry import REGISTRY, find_action
from actions.run.executor import StepExecutor
from actions.run.journal import Journal, RunNotFound, Tail
from actions.run.lock import LockHeld, hold
from actions.run.planner import digest
from actions.run.scope import led_back, moved, scope_now
from actions.run.spawn import is_up, why
from actions.run.state import RunState, Status, reduce
from actions.run.undo import undo_action
from actions.site.paths import private_dir, state_dir
from actions.site.secrets_file import load_secrets
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway

Find = Callable[[str], Action | None]


def main(arguments: Sequence[str] | None = None, find: Find = find_action) -> int:
    """Carry out the run in a folder; the exit code is 0 when it is done and verified."""
    parser = argparse.ArgumentParser(prog="python -m actions.run.runner")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lock", type=int, help="descriptor of the run's lock, already held")
    parser.add_argument("--again", action="append", default=[], metavar="STEP")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    try:
        lock = hold(folder / "lock") if options.lock is None else options.lock
    except LockHeld:
        parser.error("another runner is at work on this run")
    os.set_inheritable(lock, False)
    try:
        journal = Journal(folder)
        journal.append(RunStarted(os.getpid(), tuple(options.again)))
        is_up(folder / "runner.log")
    except OSError as error:
        parser.exit(1, f"{why(error, folder)}\n")
    ended = asyncio.run(_stoppable(folder, journal, find))
    journal.append(ended)
    os.close(lock)
    return 0 if ended.status == Status.DONE else 1


async def _stoppable(folder: Path, journal: Journal, find: Find) -> RunEnded:
    """The run; a SIGTERM or an error of our own ends it with an event too."""
    task = asyncio.ensure_future(_run(folder, journal, find))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return RunEnded(Status.INTERRUPTED, "its runner was told to stop (SIGTERM)")
    except StackmendError as error:
        return RunEnded(Status.FAILED, str(error))
    except OSError as error:
        why = f"{error.filename or folder}: {error.strerror}" if error.strerror else str(error)
        return RunEnded(Status.FAILED, why)
    except Exception as error:
        traceback.print_exc()
        why = f"stackmend itself failed ({type(error).__name__}): {folder}/runner.log has the details"
        return RunEnded(Status.FAILED, why)


async def _run(folder: Path, journal: Journal, find: Find) -> RunEnded:
    state = reduce(folder.name, Tail(folder).read())
    if state is None:
        raise RunNotFound(f"The journal in {folder} holds no plan.")
    if digest(state.plan) != state.plan.digest:
        raise RunNotFound(f"The plan in {folder} is not the one that was approved: its digest differs.")
    if state.action == UNDO:
        action: Action | None = undo_action(state.target, replace(REGISTRY, action=find))
    else:
        action = find(state.action)
    if action is None:
        raise RunNotFound(f"This version of stackmend has no action {state.action}.")
    site = _site(state)
    if why := moved(state, site):
        return RunEnded(Status.BLOCKED, f"{why}: resume it in a shell that leads there.")
    secrets = load_secrets(site)
    locks = _action_locks(action, _known_as(site, state.scope or scope_now(site)), state.id)
    gateway = Gateway(site, secrets)
    try:
        again = frozenset(state.again)
        execution = StepExecutor(gateway, journal, folder, state.target, secrets, again)
        return await _steps(execution, action, state)
    finally:
        await gateway.close()
        for lock in locks:
            os.close(lock)


def _site(state: RunState) -> Site:
    if state.path:
        site = load_site(Path(state.path))
    else:
        site = Site(state.site, state.hosts, listed=bool(state.hosts))
    return replace(site, cloud=state.cloud, invocation=led_back(state))


def _known_as(site: Site, scope: Scope | None) -> tuple[str, ...]:
    """What the cloud is called in locks: its site's name, and its Keystone, where it is known.

    One cloud is opened by its name in clouds.yaml, and by a site file that calls it otherwise. A
    Keystone at `controller` or on this machine (a tunnel) may be another one on each site.
    """
    url = urlsplit(scope.auth_url) if scope else None
    host = (url.hostname or "") if url else ""
    if scope is None or url is None or not re.search(r"[.:]", host) or re.match(r"127\.|::1$", host):
        return (site.name,)
    return (site.name, "-".join(filter(None, (url.netloc, scope.region))))


def _action_locks(action: Action, clouds: Iterable[str], run_id: str) -> list[int]:
    """The action's locks on this cloud, held against other runs from this machine and user.

    Runs from other machines are not kept out by them: that is what the lock on the host is for.
    """
    locks: list[int] = []
    names = [re.sub(r"[^\w.-]+", "-", f"{cloud}-{action.lock}") for cloud in clouds if action.lock]
    for name in dict.fromkeys(names):
        try:
            locks.append(hold(private_dir(state_dir() / "locks") / name, note=run_id))
        except LockHeld as other:
            for lock in locks:
                os.close(lock)
            raise LockHeld(
                f"Run {other} is at work on the same thing: resume this one when it is through"
            ) from None
    return locks


async def _steps(execution: StepExecutor, action: Action, state: RunState) -> RunEnded:
    steps = {step.name: step for step in action.steps}
    for before in state.steps:
        step = steps.get(before.name)
        if step is None:
            return RunEnded(Status.FAILED, f"This version of {action.name} has no step {before.name}.")
        if step.optional and step.name in state.declined:
            execution.journal.append(StepEnded(step.name, Status.DECLINED, "not wanted"))
            continue
        ended = await execution.perform(step, before)
        if ended.status not in (Status.DONE, Status.UNCHANGED):
            return RunEnded(ended.status, f"{step.title}: {ended.why}")
    return RunEnded(Status.DONE)


if __name__ == "__main__":
    sys.exit(main())
