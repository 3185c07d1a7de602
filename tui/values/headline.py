"""A finding's sentence beside its subject: the subject is not said again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_WHAT = "(?:(?:the|one|unnamed|account|cell|container|database|host|instance|network|server|share) )*"
"""Words before a subject that only say what it is."""
_UUID = r"(?: \([0-9a-f-]{36}\))?"
_SAID = r"(?:(?!: |\. |[`(]).){1,60}?"
"""The beginning of a sentence, up to its first aside."""


def headline(message: str, subject: str) -> str:
    """The message without its subject: "cannot be reached over SSH", "clock is 2.5 s ahead"."""
    for pattern in _patterns(subject):
        if found := pattern.match(message):
            return f"{(found['before'] or '').removeprefix('The ')}{message[found.end() :]}"
    return message


@lru_cache(4096)
def _patterns(subject: str) -> tuple[re.Pattern[str], ...]:
    """At the beginning it goes with what it is called; later with its preposition."""
    names = [re.escape(name) for name in dict.fromkeys(_names(subject))]
    begin = (rf"(?P<before>){_WHAT}{name}(?:'s)?{_UUID},? " for name in names)
    later = (
        rf"(?P<before>{_SAID})(?<! is)(?<! are)(?<! lies)(?: on| of| at| in) {name}(?=[ ,])"
        for name in names
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (*begin, *later))


def _names(subject: str) -> Iterator[str]:
    """As sentences have it: host/unit and host:/mount are "unit on host", account@host as well."""
    if not subject:
        return
    yield subject
    if "://" in subject:
        return
    host, sign, rest = subject.partition("/") if ":/" not in subject else subject.partition(":")
    if sign:
        yield f"{rest} on {host}"
        yield host
    for sign in "@ ":
        first, _, last = subject.partition(sign)
        if last:
            yield f"{first} on {last}"
            yield f"{last} on {first}"
