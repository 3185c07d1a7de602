"""The texts of OpenStack's configuration files, comments and all; read when a step edits one."""

from __future__ import annotations

from collections.abc import Mapping

from actions.facts.conf import FILES
from actions.model import AskShell, Probe, Question, ShellAnswer, Snapshot
from actions.secret import Secret

Texts = Mapping[str, Secret]
"""By the file's path; only files that exist. A whole text is a secret: there are passwords in it."""


def ask(snapshot: Snapshot) -> Mapping[str, Question]:
    """Every host of the site file."""
    line = f"grep -sH '' {' '.join(FILES)}"
    return {host.name: AskShell(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellAnswer) -> Texts:
    """`grep -H ''` prints every line behind its file's path and a colon."""
    lines: dict[str, list[str]] = {}
    for line in answer.out.split("\n"):
        path, found, rest = line.partition(":")
        if found and path.startswith("/"):
            lines.setdefault(path, []).append(rest)
    return {path: Secret("\n".join(text) + "\n") for path, text in lines.items()}


PROBE = Probe("conf-text", ask, parse, period=0)
