"""The journals of runs: JSON lines, the only channel between a runner and whoever watches it.

A run is a folder of `runs_dir()`: `journal.jsonl`, `lock` (held by its runner while that lives),
`runner.log` (what Python itself had to say) and `backup-STEP.json`. All are for their owner only.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from actions.formats.json_codec import decode, encode
from actions.model.errors import StackmendError
from actions.model.event import FORMAT, KINDS, Approved, Event, Output
from actions.model.invocation import Invocation
from actions.run.lock import held
from actions.run.state import RunState, after, seen
from actions.site.files import open_private
from actions.site.paths import runs_path

JOURNAL = "journal.jsonl"
"""The file in a run's folder."""
LAST = "last"
"""Names the newest run wherever a run is asked for."""
_NAMES = {kind: name for name, kind in KINDS.items()}


class RunNotFound(StackmendError):
    """There is no such run, or its journal holds no plan: one sentence that says what to do."""


class Update(NamedTuple):
    """What came newly to a journal, and the state after it."""

    state: RunState
    events: tuple[Event, ...]


class Journal:
    """A run's journal, open for writing."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._file = open_private(folder / JOURNAL, os.O_RDWR | os.O_APPEND)
        self._end_torn_line()

    def append(self, event: Event) -> None:
        """Write one event; it is on the disk when this returns (output excepted).

        On a full disk, half an event makes room for a shorter one: that the run has failed.
        """
        rest = memoryview(written(replace(event, at=self._clock())))
        size = os.fstat(self._file).st_size
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError:
            os.ftruncate(self._file, size)
            raise
        if not isinstance(event, Output):
            os.fsync(self._file)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _end_torn_line(self) -> None:
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")


class Tail:
    """A journal, read as it grows."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self._offset = 0

    def read(self) -> tuple[Event, ...]:
        """The events that came since the last call; a line that is not whole yet comes later."""
        with self._path.open("rb") as file:
            file.seek(self._offset)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._offset += len(whole) + len(newline)
        return tuple(e for line in whole.split(b"\n") if (e := event_in(line)) is not None)


def written(event: Event) -> bytes:
    """An event as a line of a journal; raises TypeError where a secret is in it."""
    line = {"event": _NAMES[type(event)], **encode(event)}
    try:
        return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:  # the name of a file or folder that is not UTF-8
        return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def event_in(line: bytes) -> Event | None:
    """The event of a line; None for a line that was torn by a crash, or is of a later version."""
    try:
        data = json.loads(line)
        event: Event = decode(KINDS[data.pop("event")], data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return None if isinstance(event, Approved) and event.format > FORMAT else event


def list_runs() -> list[RunState]:
    """All runs of this user on this machine, the newest first; what cannot be read keeps none back."""
    found = []
    for folder in _folders():
        with suppress(OSError):  # root's, after a sudo
            found.append(_state(folder))
    known = [state for state in found if state is not None]
    return sorted(known, key=lambda state: (state.started, state.id), reverse=True)


def _folders() -> list[Path]:
    """The folders of runs; none where nothing was run yet."""
    try:
        return list(runs_path().iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def find_run(text: str) -> str:
    """The id of the run meant: the id, a unique part of it, or "last"; raises `RunNotFound`."""
    folders = _folders()
    if text in (folder.name for folder in folders):
        return text
    dated = sorted((_approved_at(folder), folder.name) for folder in folders if _readable(folder))
    if not dated:
        raise RunNotFound("Nothing was run yet.")
    if text == LAST:  # one that was cut off before its plan was written is none
        return dated[-1][1]
    wanted = [name for _, name in dated if text and text in name]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        raise RunNotFound(f"Which run: {text!r} is part of {len(wanted)} ids, {wanted[-1]} the newest.")
    raise _no_run(text)


def _readable(folder: Path) -> bool:
    """There is a journal that this user may read: root's, after a sudo, is none."""
    return os.access(folder / JOURNAL, os.R_OK)


def _approved_at(folder: Path) -> float:
    """When the run was approved: names have the local time, which goes back; -1 without a plan."""
    try:
        with (folder / JOURNAL).open("rb") as file:
            event = event_in(file.readline())
    except OSError:
        return -1.0
    return event.at if isinstance(event, Approved) else -1.0


def folder_of(run_id: str) -> Path:
    """The folder of a run; raises `RunNotFound`."""
    folder = runs_path() / run_id
    if not re.fullmatch(r"[\w.-]+", run_id):
        raise _no_run(run_id)
    try:
        there = (folder / JOURNAL).is_file()
    except PermissionError:
        there = True
    if not there:
        raise _no_run(run_id)
    if not _readable(folder):
        raise RunNotFound(f"The run {run_id} is another user's: {folder} cannot be read.")
    return folder


def _no_run(text: str) -> RunNotFound:
    return RunNotFound(
        f"There is no run {text!r}; `{Invocation().command('runs')}` lists those there are."
    )


def read_run(run_id: str) -> RunState:
    """A run as it stands now; raises `RunNotFound`."""
    state = _state(folder_of(run_id))
    if state is None:
        raise RunNotFound(
            f"The journal of run {run_id} holds no plan: it was cut off while it was written, or a"
            " later version of stackmend wrote it."
        )
    return state


async def follow(run_id: str, every: float = 0.1) -> AsyncIterator[Update]:
    """What is in the journal, then what comes, as it comes; ends when the run's runner has ended.

    `every`: seconds between two looks at the file. Raises `RunNotFound`.
    """
    folder = folder_of(run_id)
    tail = Tail(folder)
    state: RunState | None = None
    while True:
        alive = held(folder / "lock")
        events = tail.read()
        for event in events:
            state = after(run_id, state, event)
        if state is not None and (events or not alive):
            yield Update(seen(state, alive), events)
        if not alive:
            return
        await asyncio.sleep(every)


def _state(folder: Path) -> RunState | None:
    try:
        alive = held(folder / "lock")
        state = _known(folder).state()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return seen(state, alive) if state else None


class _Known:
    """A run that was read before: only what came since is read again."""

    def __init__(self, folder: Path) -> None:
        self._id = folder.name
        self._tail = Tail(folder)
        self._state: RunState | None = None
        self._turn = Lock()

    def state(self) -> RunState | None:
        """The state as the journal tells it now."""
        with self._turn:
            for event in self._tail.read():
                self._state = after(self._id, self._state, event)
            return self._state


_known = lru_cache(maxsize=256)(_Known)
