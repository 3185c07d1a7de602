"""A whole cloud from bare hosts by `stackmend run install`, cut and resumed on its way."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from actions.registry import find_action

from . import mirror
from .cloud import Cloud
from .cuts import Cut
from .shell import LabError, say

Asked = TypeVar("Asked", bound=Cloud)


def install(cloud: Cloud, cuts: Sequence[Cut]) -> None:
    """Install all chapters; each cut is met, mended and resumed from, and the end is verified."""
    begun = time.monotonic()
    with mirror.serving():
        start: tuple[str, ...] = ("run", "install", "--yes", "--detach")
        for cut in cuts:
            cut.prepare(cloud)
            started = cloud.stackmend(*start)
            assert started.returncode == 0, started.stdout[-8000:] + started.stderr[-4000:]
            _meet(cloud, cut)
            assert _newest(cloud)["status"] == cut.status, cut.name
            cut.mend(cloud)
            say(f"cut by {cut.name} after {time.monotonic() - begun:.0f} s, resumed")
            start = ("resume", "last", "--yes", "--detach")
        started = cloud.stackmend(*start)
        assert started.returncode == 0, started.stdout[-8000:] + started.stderr[-4000:]
        ended = cloud.stackmend("show", "last", "--follow", timeout=3600)
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-4000:]
    say(f"installed after {time.monotonic() - begun:.0f} s")


def ask(cloud: Asked, *looks: Callable[[Asked], None]) -> int:
    """Look at a cloud, say of each what was found, and how many were not well: all are asked."""
    wrong = 0
    for look in looks:
        name = look.__name__.removeprefix("test_").replace("_", " ")
        try:
            look(cloud)
        except (AssertionError, LabError) as trouble:
            say(f"{name}: NO: {str(trouble)[-3000:]}")
            wrong += 1
        else:
            say(f"{name}: yes")
    return wrong


def _meet(cloud: Cloud, cut: Cut) -> None:
    """Follow the run until the cut's line is there, cut it, and wait until it has ended."""
    action = find_action("install")
    assert action is not None
    title = next(step.title for step in action.steps if step.name == cut.step)
    with subprocess.Popen(
        cloud.argv("show", "last", "--follow"), env=cloud.environment, stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdout is not None
        told: list[str] = []
        here = False
        for line in watcher.stdout:
            told.append(line)
            if re.match(r"\d+/\d+ ", line):
                here = line.partition(" ")[2].strip() == title
            if here and cut.seen in line:
                cut.make(cloud)
                watcher.communicate()
                return
    raise AssertionError(f"{cut.name} was not met:\n{''.join(told[-60:])}")


def _newest(cloud: Cloud) -> dict[str, str]:
    runs: list[dict[str, str]] = json.loads(cloud.stackmend("runs", "--json").stdout)["runs"]
    return runs[0]
