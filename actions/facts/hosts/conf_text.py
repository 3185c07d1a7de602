"""The texts of OpenStack's configuration files, comments and all; read when a step edits one."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.all import CONFIGURATIONS
from actions.facts._support.files import check_whole, lines_by_path, sizes_line
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, ShellQuery, ShellResult
from actions.model.secret import Secret

Texts = Mapping[str, Secret]
"""By the file's path; only files that exist. A whole text is a secret: there are passwords in it."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every host of the site file."""
    line = f"{sizes_line(CONFIGURATIONS)}; grep -sH '' {' '.join(CONFIGURATIONS)}"
    return {host.name: ShellQuery(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellResult) -> Texts:
    """Every line of each file behind its path and a colon."""
    texts = {path: "\n".join(lines) + "\n" for path, lines in lines_by_path(answer.out).items()}
    check_whole(answer, texts)
    return {path: Secret(text) for path, text in texts.items()}


PROBE = Probe("conf-text", ask, parse, period=0)
