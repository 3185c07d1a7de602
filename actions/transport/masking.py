"""Masking what comes back: a host or a server may repeat a password that it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from actions.formats.url import masked
from actions.model.command import Api, Command, Shell
from actions.model.secret import Secret, Text

_SHORTEST = 4
"""A shorter secret is not masked: it would hide half of every output, and guards nothing."""


class Mask:
    """Replaces secrets, and passwords in URLs, by ****."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._lines: set[str] = set()
        needles: set[str] = set()
        for secret in secrets:
            text = secret.reveal()
            if "\n" in text.strip():
                self._lines |= {line.strip() for line in text.splitlines()}
            else:
                needles |= {text.strip(), quote(text.strip(), safe=""), unquote(text.strip())}
        longest_first = sorted((n for n in needles if len(n) >= _SHORTEST), key=len, reverse=True)
        self._needles = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """The text as it may be shown; a line of a secret file is masked whole."""
        if len(line := text.strip()) >= _SHORTEST and line in self._lines:
            return "****"
        if self._needles:
            text = self._needles.sub("****", text)
        return masked(text) if "://" in text else text


def secrets_of(command: Command) -> list[Secret]:
    """All secrets that a command puts on the wire."""
    if isinstance(command, Shell):
        return _inside(command.stdin)
    if isinstance(command, Api):
        return _inside(command.body)
    return _inside((command.url, command.statements))


def _inside(value: object) -> list[Secret]:
    if isinstance(value, Secret):
        return [value]
    if isinstance(value, Text):
        return [part for part in value.parts if isinstance(part, Secret)]
    if isinstance(value, dict):
        return [secret for one in value.values() for secret in _inside(one)]
    if isinstance(value, (tuple, list)):
        return [secret for one in value for secret in _inside(one)]
    return []
