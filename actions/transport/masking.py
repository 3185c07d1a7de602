"""Masking what comes back: a host or a server may repeat a password that it was given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from urllib.parse import unquote

from actions.formats.repeated_secrets import SETTING, by_line, without_secrets
from actions.formats.spellings import base64_parts, plain, spellings
from actions.model.command import Api, Command, Shell
from actions.model.secret import Secret, Text

_SHORTEST = 4
"""A shorter secret is not masked: it would hide half of every output, and guards nothing."""
_HEAD = 8
"""Characters of a secret that are its beginning, where a tool cut it."""
_KEY = "-----BEGIN "
_KEY_LINE = re.compile(r"(?=.{4})[A-Za-z0-9+/_-]+={0,2}")
"""A line of a key: masked also where something stands before it."""
_CUT = re.compile(r"(?:[\\&%]\w{0,4})?(?:\s*$|\\*['\"`]|\.\.\.|…|[)\]}>]*$)")
"""Behind what was cut: the end of a line or a quote, perhaps with half an escape before it."""
_WORDS = re.compile(r"(?:[A-Za-z]?[a-z]+|[A-Z]+)(?:[-_. ](?:[A-Za-z]?[a-z]+|[A-Z]+|$))*")
"""What is as likely to be no secret: `openstack` of openstack123."""


class Mask:
    """Replaces secrets, and what looks like one, by ****."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._lines: set[str] = set()
        self._key_lines: set[str] = set()
        found: set[str] = set()
        for text in {secret.reveal().strip() for secret in secrets}:
            if "\n" in text:
                self._lines |= {line.strip() for line in text.splitlines()}
                found |= set(_in_file(text))
            if text.startswith(_KEY):
                self._key_lines |= set(filter(_KEY_LINE.fullmatch, text.splitlines()))
            elif "\n" not in text:
                found |= {text, unquote(text), re.sub(r"\\(.)", r"\1", text), text.replace("''", "'")}
        texts = sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True)
        self._needles = [_Needle(text) for text in texts]
        self.longest = max((needle.longest for needle in self._needles), default=0)
        """Characters that a secret may have in an output."""

    def __call__(self, text: str) -> str:
        """The text as it may be shown; a line of a secret file is masked whole."""
        if "\n" in text:
            return "\n".join(map(by_line(self), text.split("\n")))
        if len(line := text.strip()) >= _SHORTEST and line in self._lines:
            return "****"
        if self._key_lines and (word := line.rpartition(" ")[2]) in self._key_lines:
            text = text.replace(word, "****")
        for needle in self._needles:
            if needle.hint in text:
                text = needle.masked(text)
            for code in needle.codes:
                if code in text:
                    text = re.sub(re.escape(code) + r"[\w+/-]?={0,2}", "****", text)
        return without_secrets(text)

    def lines(self) -> Callable[[str], str]:
        """A mask for the lines of one output, which knows the line before."""
        return by_line(self)

    def cut(self, text: str) -> int:
        """Where a long text may be cut in two: no secret, and no word if possible, is torn there."""
        end = max(0, len(text) - self.longest)
        at = max(text.rfind(" ", 0, end), text.rfind("\r", 0, end)) + 1 or end
        spans = [span for needle in self._needles for span in needle.spans(text)]
        while torn := [start for start, stop in spans if start < at < stop]:
            at = min(torn)
        return at


class _Needle:
    """One secret that is looked for, in all its spellings."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = all(map(plain, text))
        public = text.startswith(("ssh-", "ecdsa-"))  # the kind of a key is no secret
        self._head = len(text) > _HEAD and "\n" not in text and not public
        runs = re.findall(r"[A-Za-z0-9]+", text[:_HEAD] if self._head else text)
        self.hint = max(runs, key=len, default="")
        """Stands in each text that may hold the secret or its beginning."""
        self.codes = base64_parts(text) if len(text.encode()) >= _HEAD else ()
        self.longest = len(text) if self._plain else sum(1 if plain(one) else 12 for one in text)

    @cached_property
    def _units(self) -> list[re.Pattern[str]]:
        return [re.compile(unit) for unit in spellings(self._text)]

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile("".join(spellings(self._text)))

    @cached_property
    def _begin(self) -> re.Pattern[str]:
        return re.compile("".join(spellings(self._text)[:_HEAD]))

    def masked(self, text: str) -> str:
        """A text without the secret, and without the beginning of it where that is all there is."""
        text = text.replace(self._text, "****") if self._plain else self._whole.sub("****", text)
        return self._beheaded(text) if self._head and self.hint in text else text

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text."""
        if self.hint in text:
            yield from (found.span() for found in self._whole.finditer(text))

    def _beheaded(self, text: str) -> str:
        at = 0
        while found := self._begin.search(text, at):
            start, at = found.span()
            for unit in self._units[_HEAD:]:
                if (more := unit.match(text, at)) is None:
                    break
                at = more.end()
            if _CUT.match(text, at) and not _WORDS.fullmatch(text[start:at]):
                text = f"{text[:start]}****{text[at:]}"
                at = start + 4
        return text


def _in_file(text: str) -> Iterator[str]:
    """What of a file is a secret wherever it stands: a key, on one line too, and passwords."""
    if text.startswith(_KEY):
        yield text
    for line in map(str.strip, text.splitlines()):
        if setting := SETTING.match(line):
            value = (setting["value"] or setting["password"]).strip("'\"")
            yield from [value] if len(value) >= _HEAD else []
        elif len(line) >= 2 * _HEAD and _KEY_LINE.fullmatch(line) and _is_key(text, line):
            yield line


def _is_key(text: str, line: str) -> bool:
    """In a file that is no key, a line of letters alone is none."""
    return text.startswith(_KEY) or (any(map(str.isdigit, line)) and not line.isdigit())


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
