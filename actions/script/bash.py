"""Texts of a bash script: quoting, here-documents, and variables in the place of secrets. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from actions.model.errors import StackmendError
from actions.model.secret import Secret, Text

SAFE = re.compile(r"[A-Za-z0-9_.~-]+")
"""What a password may be made of: it stands unquoted in SQL, in URLs and in configuration files."""
_TOLD = 90
"""Characters that are told of the line in which a password stands."""


class NotScriptable(StackmendError):
    """Something that cannot be written down as a script: one sentence, and what to do instead."""


@dataclass(frozen=True)
class Variable:
    """What stands for a secret: its name, its key in the site's secrets, and where it stands."""

    name: str
    key: str
    """Empty: it is none of the site's own."""
    about: str


@dataclass(eq=False)
class Variables:
    """The secrets of one script, each as a variable, in the order in which they are needed."""

    secrets: Mapping[str, Secret]
    """The site's own, by name."""
    known: dict[str, Variable] = field(default_factory=dict)
    """By the secret's text."""

    def reference(self, secret: Secret, shown: str) -> str:
        """`${NAME}` for a secret; `shown` is the line around it. Raises `NotScriptable`."""
        text = secret.reveal()
        found = self.known.get(text) or self._new(text, shown)
        return f"${{{found.name}}}"

    def _new(self, text: str, shown: str) -> Variable:
        about = comment(shown)[:_TOLD]
        if not SAFE.fullmatch(text):
            raise NotScriptable(
                f"What stands as **** in `{about}` has characters that a script cannot carry safely "
                "(a password of letters, digits and - . _ ~ can): run it with stackmend."
            )
        key = next((name for name, own in self.secrets.items() if own.reveal() == text), "")
        unnamed = sum(not one.key for one in self.known.values())
        name = re.sub(r"\W", "_", key).upper() if key else f"PASSWORD_{unnamed + 1}"
        self.known[text] = Variable(name, key, about)
        return self.known[text]


def comment(text: str) -> str:
    """A text on one line in which nothing ends a comment: what hosts said may stand in it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def word(text: str) -> str:
    """One word of a command."""
    if "'" in text and not re.search(r'["$`\\!\n]', text):
        return f'"{text}"'
    return shlex.quote(text)


def fed(command: str, text: Text, variables: Variables) -> str:
    """A command with a text on its standard input, as a here-document; raises `NotScriptable`."""
    wire = text.wire()
    if not wire:
        return f"{command} </dev/null"
    lines, expands = _lines(text, variables, command)
    end = _end(lines)
    mark = end if expands else f"'{end}'"
    if wire.endswith("\n"):
        return f"{command} <<{mark}\n{lines}{end}"
    return f"head -c -1 <<{mark} | {command}\n{lines}\n{end}"


def _lines(text: Text, variables: Variables, command: str) -> tuple[str, bool]:
    """The here-document's lines, and whether the shell fills variables in."""
    if not any(isinstance(part, Secret) for part in text.parts):
        return text.wire(), False
    shown = text.shown()
    at, filled = 0, ""
    for part in text.parts:
        if isinstance(part, Secret):
            line = _around(shown, at)
            filled += variables.reference(part, line if line.strip("*") else f"**** of {command}")
        else:
            filled += re.sub(r"([\\$`])", r"\\\1", part)
        at += len(str(part))
    return filled, True


def _around(shown: str, at: int) -> str:
    """The line of a text that a place is in."""
    start = shown.rfind("\n", 0, at) + 1
    return shown[start:].partition("\n")[0]


def _end(lines: str) -> str:
    """A mark that is no line of the text."""
    number = 0
    while (end := f"END{number or ''}") in lines.split("\n"):
        number += 1
    return end
