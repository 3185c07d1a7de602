"""Small files that an installation writes or changes beside OpenStack's own configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.shell import number, script, sections
from actions.model import AskShell, Probe, Question, ShellAnswer, Snapshot
from actions.secret import Secret

FILES = (
    "/etc/hosts",
    "/etc/default/nova-consoleproxy",
    "/etc/keystone/keystone-uwsgi.ini",
    "/etc/memcached.conf",
    "/etc/mysql/mariadb.conf.d/99-openstack.cnf",
    "/etc/nova/nova-api-metadata-uwsgi.ini",
    "/etc/nova/nova-api-uwsgi.ini",
    "/etc/placement/placement-api-uwsgi.ini",
    "/root/admin-openrc",
)


@dataclass(frozen=True)
class SmallFile:
    """One file: its whole text, whose it is, and since when it is so."""

    text: Secret
    """A secret: there may be passwords in it."""
    owner: str
    """user:group."""
    mode: str
    """Octal, as `stat -c %a` prints it."""
    age: float
    """Seconds since it was last changed, by the host's own clock."""


SmallFiles = Mapping[str, SmallFile]
"""By the file's path; only files that exist."""


def ask(snapshot: Snapshot) -> Mapping[str, Question]:
    """Every host of the site file."""
    files = " ".join(FILES)
    line = script(
        clock="date +%s",
        stat=f"stat -c '%n %Y %U:%G %a' {files} 2>/dev/null",
        texts=f"grep -sH '' {files}",
    )
    return {host.name: AskShell(host.name, line) for host in snapshot.site.hosts}


def parse(answer: ShellAnswer) -> SmallFiles:
    """Lines of `stat`, then of `grep -H ''`: the path, a colon, and the line of the file."""
    said = sections(answer)
    clock = number(said.get("clock", ""), "the clock")
    texts: dict[str, list[str]] = {}
    for line in said.get("texts", "").splitlines():
        path, _, rest = line.partition(":")
        texts.setdefault(path, []).append(rest)
    found: dict[str, SmallFile] = {}
    for line in said.get("stat", "").splitlines():
        words = line.split()
        if len(words) != 4:
            continue
        path, changed, owner, mode = words
        text = "".join(f"{row}\n" for row in texts.get(path, ()))
        age = max(0.0, clock - number(changed, "the time of change"))
        found[path] = SmallFile(Secret(text), owner, mode, age)
    return found


PROBE = Probe("small-files", ask, parse, period=0)
