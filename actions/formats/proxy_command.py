"""What may be shown of a ProxyCommand: a password of the proxy's often stands in it."""

from __future__ import annotations

import re

_VALUE = r"[\w%~/\[][\w.,%~/\[\]:@+-]*"
_OPTION = rf"(?: -[46AaCkNnqTtvXx]+| -[FiJlpW] ?{_VALUE}| -o ?[A-Za-z]+={_VALUE})"
_HARMLESS = re.compile(rf"(?:[\w./~-]*/)?ssh{_OPTION}* {_VALUE}{_OPTION}*|[\w./~-]+")
"""ssh itself, which takes no password there, by way of one host, and no command to run on that; or a
program without arguments."""
_LOGIN = re.compile(r":[^\s:]*@")
"""As in user:password@host."""
_PROGRAM = re.compile(r"(?:exec )?([\w./~-]+)(?= )")
"""None where a value comes first: `SSHPASS=… sshpass -e …`."""


def shown(command: str) -> str:
    """The whole of it where it is but ssh by way of another host; of any other one the program."""
    if _harmless(command):
        return command
    program = _PROGRAM.match(command)
    return f"{program[1]} …" if program else "…"


def hidden(option: str) -> str:
    """How a ProxyCommand among ssh's options (`Name=value`) is shown that is not shown whole, or ""."""
    name, _, command = option.partition("=")
    return "" if name != "ProxyCommand" or _harmless(command) else shown(command)


def _harmless(command: str) -> bool:
    return _HARMLESS.fullmatch(command) is not None and not _LOGIN.search(command)
