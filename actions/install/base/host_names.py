"""Every host's name leads to its management address, on every host (PRE-01)."""

from __future__ import annotations

from actions.facts.hosts import name_resolution, small_files
from actions.formats.config_edit import Owned, write
from actions.install.settings import read
from actions.install.step import deciding, require
from actions.model.command import Shell
from actions.model.plan import Decision, Situation, already, do
from actions.model.secret import Text

_FILE = "/etc/hosts"


def plan(situation: Situation) -> Decision:
    """Lines for /etc/hosts, where a name resolves to nothing or to anything else."""
    chosen = read(situation.site)
    wanted = {name: chosen.address(name) for name in name_resolution.names(situation.snapshot)}
    commands = []
    for host in situation.site.hosts:
        found = require(situation, name_resolution.PROBE, host.name)
        wrong = {n: a for n, a in wanted.items() if found.get(n) != (a,)}
        if wrong:
            commands.append(_edit(situation, host.name, wrong))
    if not commands:
        return already("every host finds every other by its name")
    return do(*commands, why="names resolve to nothing, or to another address")


def _edit(situation: Situation, host: str, wrong: dict[str, str]) -> Shell:
    file = require(situation, small_files.PROBE, host).get(_FILE)
    owned = Owned.as_stat(file.owner, file.mode) if file else Owned()
    text = with_names(file.text.reveal() if file else "", wrong)
    items = tuple(f"{address} {name}" for name, address in wrong.items())
    return write(host, _FILE, Text.of(text), owned, items, file.text if file else None)


def with_names(text: str, names: dict[str, str]) -> str:
    """The text with these names at these addresses, and at no other."""
    lines = [kept for line in text.splitlines() if (kept := _without(line, names)) is not None]
    lines += [f"{address} {name}" for name, address in names.items()]
    return "\n".join(lines) + "\n"


def _without(line: str, names: dict[str, str]) -> str | None:
    """The line less the names; None where nothing of it is left. 127.0.1.1 is Debian's own habit."""
    body, mark, comment = line.partition("#")
    words = body.split()
    if not names.keys() & set(words[1:]):
        return line
    kept = [words[0], *(w for w in words[1:] if w not in names)]
    return " ".join(kept) + (f" #{comment}" if mark else "") if len(kept) > 1 else None


STEP = deciding(
    "host-names",
    "Names of all hosts resolve to their management addresses",
    (name_resolution.PROBE, small_files.PROBE),
    plan,
    parallel=True,
)
