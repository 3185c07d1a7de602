"""The keys of each controller's Keystone themselves, for a plan that gives them to another one."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from actions.facts._support.files import lines_by_path
from actions.facts.hosts import conf
from actions.facts.keystone import keystone_keys
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.secret import Secret

KeyTexts = Mapping[str, Secret]
"""By path."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every controller that has a keystone.conf."""
    questions: dict[str, Query] = {}
    for host in snapshot.site.having("controller"):
        places = keystone_keys.folders(snapshot, host.name).values()
        if places:
            files = " ".join(f"{shlex.quote(folder)}/[0-9]*" for folder in places)
            questions[host.name] = ShellQuery(host.name, f"timeout 8 grep -sH '' {files}")
    return questions


def parse(answer: ShellResult) -> KeyTexts:
    """A key is one line of its file."""
    found = lines_by_path(answer.out)
    return {path: Secret(lines[0].strip()) for path, lines in found.items() if lines[0].strip()}


PROBE = Probe("keystone-key-texts", ask, parse, period=0, needs=(conf.PROBE,))
