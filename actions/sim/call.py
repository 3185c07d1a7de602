"""A command's run on a simulated host: who runs it, where, and its three streams."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from actions.sim.files import NoAccess
from actions.sim.host import Host
from actions.sim.state import Cloud


class Input(Protocol):
    """A standard input."""

    async def read(self) -> str:
        """All of it, until its end."""

    async def readline(self) -> str:
        """Its next line, with its end."""


class TextInput:
    """A standard input that is a text."""

    def __init__(self, text: str = "") -> None:
        self._text = text

    async def read(self) -> str:
        """All of it, once."""
        text, self._text = self._text, ""
        return text

    async def readline(self) -> str:
        """The next line of it."""
        line, end, self._text = self._text.partition("\n")
        return line + end


@dataclass(frozen=True)
class Call:
    """One command with all that it may touch."""

    cloud: Cloud
    host: Host
    user: str
    words: tuple[str, ...]
    stdin: Input
    out: Callable[[str], None]
    err: Callable[[str], None]
    find: Callable[[Call, str], Run | None]
    """The command of a name, where the host has it: commands run others."""
    env: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The command's name, without its folder."""
        return self.words[0].rpartition("/")[2]

    @property
    def args(self) -> tuple[str, ...]:
        """The words behind the name."""
        return self.words[1:]

    def as_user(self, user: str) -> Call:
        """The same streams for another user."""
        return replace(self, user=user, env={**self.env, "USER": user})

    def say(self, line: str) -> None:
        """Print a line."""
        self.out(line + "\n")

    def complain(self, line: str) -> None:
        """Print a line to the standard error."""
        self.err(line + "\n")

    async def work(self, seconds: float) -> None:
        """Take as long as the real thing does, at the cloud's pace."""
        await asyncio.sleep(seconds * self.cloud.pace)

    async def read(self, path: str) -> str:
        """The text of a file or of the standard input; raises `NoAccess`."""
        if path in ("-", "/dev/stdin"):
            return await self.stdin.read()
        return "" if path in self.host.devices else self.host.files.read(path, self.user)

    async def each(self, paths: tuple[str, ...] | list[str], does: Callable[[str, str], Any]) -> int:
        """Read each file and hand it on with its path; complain of those that cannot be read."""
        failed = 0
        for path in paths or ("-",):
            try:
                does(path, await self.read(path))
            except NoAccess as why:
                self.complain(f"{self.name}: {path}: {why}")
                failed = 1
        return failed


Run = Callable[[Call], Awaitable[int]]
"""A command: its exit code."""


def options(args: tuple[str, ...], with_value: str = "") -> tuple[dict[str, str], list[str]]:
    """Short and long options, and the other words; `with_value` lists the letters that take one.

    Long options take their value behind "=". A repeated option keeps its last value.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    words = list(args)
    while words:
        word = words.pop(0)
        if word == "--":
            return found, rest + words
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            found[name] = value
        elif len(word) > 1 and word[0] == "-":
            _short(word[1:], words, with_value, found)
        else:
            rest.append(word)
    return found, rest


def _short(letters: str, words: list[str], with_value: str, found: dict[str, str]) -> None:
    while letters:
        letter, letters = letters[0], letters[1:]
        if letter in with_value:
            found[letter] = letters or (words.pop(0) if words else "")
            return
        found[letter] = ""
