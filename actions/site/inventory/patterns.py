"""Names of hosts as an inventory writes them: ranges, and a port behind a colon."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

_MOST = 10000
"""Hosts of one range; more are a slip of the finger, and would fill the memory."""

_WITH_PORT = re.compile(r"(?P<name>(?:[^:\[\]]|\[[^\]]*\])+):(?P<port>\d+)")
"""A colon outside of brackets, and only one: an IPv6 address has more."""
_RANGE = re.compile(r"\[([^\[\]:]*):([^\[\]:]+)(?::([^\[\]:]+))?\]")


def split_port(pattern: str) -> tuple[str, int]:
    """The name without its port, and the port or 0: `node[1:3]:2222`, `[::1]:2222`."""
    found = _WITH_PORT.fullmatch(pattern)
    name, port = (found["name"], int(found["port"])) if found else (pattern, 0)
    bare = name[1:-1] if name.startswith("[") and name.endswith("]") else ""
    return (bare if bare.count(":") > 1 and not _RANGE.fullmatch(name) else name), port


def expanded(pattern: str) -> Iterator[str]:
    """web[01:03] is web01, web02, web03; [a:c] counts letters, a third number is the stride.

    Raises ValueError for a range that Ansible would not read.
    """
    if "[" not in pattern:
        yield pattern
        return
    found = _RANGE.search(pattern)
    if found is None:
        raise ValueError(f"{pattern}: a range is [begin:end] or [begin:end:step].")
    if len(counted := _counted(found)) > _MOST:
        raise ValueError(f"{pattern}: a range of more than {_MOST} hosts.")
    for one in counted:
        for rest in expanded(pattern[found.end() :]):
            yield f"{pattern[: found.start()]}{one}{rest}"


def _counted(found: re.Match[str]) -> list[str] | range:
    start, end, step = found[1] or "0", found[2], found[3] or "1"
    wrong = ValueError(f"{found.string}: {found[0]} is no range that Ansible knows.")
    if not step.isdigit() or not int(step):
        raise wrong
    letters = string.ascii_letters
    if start in letters and end in letters and len(start) == len(end) == 1:
        if letters.index(start) > letters.index(end):
            raise wrong
        return list(letters[letters.index(start) : letters.index(end) + 1 : int(step)])
    if not start.isdigit() or not end.isdigit():
        raise wrong
    padded = len(start) if start[0] == "0" and len(start) > 1 else 0
    if padded and padded != len(end):
        raise ValueError(f"{found.string}: begin and end of {found[0]} must be of one length.")
    numbers = range(int(start), int(end) + 1, int(step))
    return [str(n).zfill(padded) for n in numbers[: _MOST + 1]]
