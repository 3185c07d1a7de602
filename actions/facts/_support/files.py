"""Files of hosts: who owns each, since when it is so, and its lines, in one line for the shell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from actions.facts._support.shell import number, script, sections
from actions.model.query import ParseError, ShellResult


@dataclass(frozen=True)
class HostFile:
    """One file that exists."""

    path: str
    owner: str
    """user:group."""
    mode: str
    """Octal, as `stat -c %a` prints it."""
    age: float
    """Seconds since it was last changed, by the host's own clock."""
    lines: tuple[str, ...]


def files_line(files: Iterable[str], **grep: str) -> str:
    """Ask for files; `grep` is a name for the section, and the words that choose lines: `-sH ''`.

    Bytes are no letters to it: in UTF-8 it takes four times as long, and Latin 1 is binary to it.
    """
    paths = " ".join(files)
    texts = {name: f"LC_ALL=C grep {words} {paths}" for name, words in grep.items()}
    return script(clock="date +%s", stat=f"stat -c '%n %Y %U:%G %a' {paths} 2>/dev/null", **texts)


def host_files(answer: ShellResult, section: str) -> Iterator[HostFile]:
    """The files in the answer to `files_line`, with the lines that grep printed in that section."""
    said = sections(answer)
    clock = number(said.get("clock", ""), "the clock")
    lines = lines_by_path(said.get(section, ""))
    for line in said.get("stat", "").splitlines():
        words = line.split()
        if len(words) == 4:
            path, changed, owner, mode = words
            age = max(0.0, clock - number(changed, "the time of change"))
            yield HostFile(path, owner, mode, age, tuple(lines.get(path, ())))


def sizes_line(files: Iterable[str]) -> str:
    """Ask how long files are; asked before their texts, and `check_whole` compares."""
    return f"stat -c '%s %n' {' '.join(files)} 2>/dev/null"


def check_whole(answer: ShellResult, texts: Mapping[str, str]) -> None:
    """Raise `ParseError` for a text that is not the whole file: written back, it would lose the rest.

    grep ends a last line that has no end.
    """
    for size, path in _SIZE.findall(answer.out):
        text = texts.get(path, "")
        if "\ufffd" in text:
            raise ParseError(f"{path} is no text in UTF-8: written back, it would not be what it was")
        got = len(text.encode())
        if got not in (int(size), int(size) + 1):
            raise ParseError(f"{path} was not read whole ({got} of {size} bytes)")


_SIZE = re.compile(r"^(\d+) (/\S+)$", re.MULTILINE)


def lines_by_path(text: str) -> dict[str, list[str]]:
    """What `grep -H` prints: on each line the file's path, a colon, and the line of the file."""
    found: dict[str, list[str]] = {}
    for line in text.split("\n"):
        path, colon, rest = line.partition(":")
        if colon and path.startswith("/"):
            found.setdefault(path, []).append(rest)
    return found
