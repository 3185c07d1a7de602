"""Asking `stackmend check` of a cloud, once or until it says what it should."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from .cloud import Cloud
from .shell import say


def report(cloud: Cloud, *words: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `check` finds, and what it could not look at; `words` go with it."""
    done = cloud.stackmend("check", "--json", *words, environment=environment)
    assert done.returncode in (0, 1, 2) and done.stdout, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def wait_for(
    cloud: Cloud,
    wanted: Callable[[dict[str, Any]], bool],
    seconds: float = 300,
    *words: str,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Look until the report is as it should be; `words` go with it. What it was before is said."""
    deadline = time.monotonic() + seconds
    while not wanted(told := report(cloud, *words, environment=environment)):
        assert time.monotonic() < deadline, json.dumps(told, indent=1)
        found = [f"{one['code']} {one['subject']}" for one in told["findings"]]
        blind = [one["says"][:160] for one in told["unchecked"]]
        say(f"  not yet: {', '.join((*found, *blind)) or 'nothing'}")
    return told


def codes(told: dict[str, Any]) -> set[str]:
    """Of causes, and of what follows from them."""
    causes = told["findings"]
    return {one["code"] for cause in causes for one in (cause, *cause["consequences"])}


def well(told: dict[str, Any]) -> bool:
    """No finding and nothing that was not checked."""
    return not told["findings"] and not told["unchecked"]
