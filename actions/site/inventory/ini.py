"""An INI inventory: [group], [group:children], [group:vars], and lines of a host and its variables."""

from __future__ import annotations

import ast
import re
import shlex
import warnings
from typing import Any

from actions.site.inventory.groups import Inventory
from actions.site.inventory.patterns import expanded, split_port

_KINDS = ("hosts", "children", "vars")
_HEAD = re.compile(r"\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?")


def read_ini(text: str, inventory: Inventory) -> None:
    """Add what a text says; raises ValueError that begins with the line's number."""
    section, kind = "ungrouped", "hosts"
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        try:
            if line.startswith("["):
                section, kind = _section(line)
                inventory.group(section)
            elif kind == "vars":
                key, _, value = line.partition("=")
                inventory.group(section).vars[key.strip()] = _value(value.strip())
            elif kind == "children":
                _child(inventory, section, line)
            else:
                _hosts(inventory, section, line)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None


def _section(line: str) -> tuple[str, str]:
    head = _HEAD.fullmatch(line)
    if head is None:
        raise ValueError(
            "what begins with [ must be a section: [group], [group:vars], [group:children]."
        )
    kind = head[2] or "hosts"
    if kind not in _KINDS:
        raise ValueError(f"[{head[1]}:{kind}] is none of Ansible's sections.")
    return head[1], kind


def _child(inventory: Inventory, section: str, line: str) -> None:
    child = line.split("#", maxsplit=1)[0].strip()
    if not re.fullmatch(r"\S+", child):
        raise ValueError(f"[{section}:children] has one group a line.")
    inventory.group(section).children[child] = None
    inventory.group(child)


def _hosts(inventory: Inventory, group: str, line: str) -> None:
    try:
        pattern, *words = shlex.split(line, comments=True)
    except ValueError as error:
        raise ValueError(f"it is not readable as a host: {error}.") from None
    if not all("=" in word for word in words):  # not repeated: it may be the end of a password
        raise ValueError("expected key=value after the host; a value with blanks needs quotes.")
    variables = {key: _value(value) for key, value in (word.split("=", 1) for word in words)}
    name, port = split_port(pattern)
    for one in expanded(name):
        inventory.add_host(group, one, {"ansible_port": port, **variables} if port else variables)


def _value(text: str) -> Any:
    """As Ansible does it: what Python can read is Python's (`22 # port` is 22), the rest is a text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
