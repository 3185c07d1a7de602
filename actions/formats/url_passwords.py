"""Where the passwords of a URL stand, for those who keep the rest of it byte by byte."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.model.secret import Secret, Text

_SCHEME = re.compile(r"(mysql|rabbit|amqp|kombu|none|sqlite|postgresql|\{scheme\})[^:]*://", re.I)
_LOGIN = re.compile(r"(?:://|,)[^:/@,]*:(?P<password>[^@]*)@")
_TEMPLATE = re.compile(r"\{\w+\}")


def guarded(text: str) -> Text | None:
    """A database or transport URL, or a template of one, with its passwords as secrets.

    None for anything else, and for a URL with another @ than those that end a login: a part of a
    password could stand anywhere in it. Templates' own {password} is none.
    """
    logins = list(_LOGIN.finditer(text))
    if not _SCHEME.match(text) or len(logins) != text.count("@"):
        return None
    parts: list[str | Secret] = []
    at = 0
    for login in logins:
        start, end = login.span("password")
        if not _TEMPLATE.fullmatch(login["password"]):
            parts += [text[at:start], Secret(text[start:end])]
            at = end
    return Text.of(*parts, text[at:])


def replaced(text: Text, secret: Callable[[Secret], str]) -> str:
    """A text as a string, with something else for each secret."""
    return "".join(secret(part) if isinstance(part, Secret) else part for part in text.parts)
