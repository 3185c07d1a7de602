"""OpenStack's configuration files, by oslo.config's rules: read, and edited key by key.

The rules (oslo_config/iniparser.py): a comment is a line whose first character is # or ;, there are
no inline comments, a line that starts with a blank continues the value above, a section may come
twice, and of a key that is set twice the last one counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Keys = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Setting:
    """One key that should have one value; None: it should not be set at all."""

    section: str
    key: str
    value: str | None


def parse(text: str) -> dict[tuple[str, str], str]:
    """All keys set, by (section, key); the last value of a repeated key."""
    return {(line.section, line.key): line.value for line in _keys(text.splitlines())}


def edited(text: str, settings: tuple[Setting, ...]) -> str:
    """The text with the settings made so; comments, order and foreign keys stay as they are.

    A key that is there is replaced in place (and its repetitions dropped), a new one goes to the end
    of its section's first appearance, a new section to the end of the file.
    """
    lines = text.splitlines()
    for setting in settings:
        lines = _set(lines, setting)
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class _Line:
    section: str
    key: str
    value: str
    start: int
    end: int = field(default=0)


def _keys(lines: list[str]) -> list[_Line]:
    found: list[_Line] = []
    section = "DEFAULT"
    open_key = False
    for number, line in enumerate(lines):
        if not line.strip() or line[0] in "#;":
            open_key = open_key and bool(line.strip())
            continue
        if line[0] in " \t":
            if open_key:
                last = found[-1]
                value = f"{last.value}\n{line.strip()}"
                found[-1] = _Line(last.section, last.key, value, last.start, number + 1)
            continue
        if line[0] == "[":
            section, open_key = line[1:].partition("]")[0], False
            continue
        key, separator, value = _split(line)
        open_key = bool(separator)
        if open_key:
            found.append(_Line(section, key, _unquoted(value), number, number + 1))
    return found


def _split(line: str) -> tuple[str, str, str]:
    equal, colon = line.find("="), line.find(":")
    separator = "=" if equal >= 0 and (colon < 0 or equal < colon) else ":"
    key, found, value = line.partition(separator)
    return key.strip(), found, value.strip()


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _set(lines: list[str], setting: Setting) -> list[str]:
    here = [k for k in _keys(lines) if (k.section, k.key) == (setting.section, setting.key)]
    dropped = {n for k in here for n in range(k.start, k.end)}
    if setting.value is None:
        return [line for n, line in enumerate(lines) if n not in dropped]
    new = f"{setting.key} = {setting.value}"
    if here:
        at = here[-1].start
        return [new if n == at else line for n, line in enumerate(lines) if n == at or n not in dropped]
    end = _section_end(lines, setting.section)
    if end is None:
        gap = [""] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"[{setting.section}]", new]
    return [*lines[:end], new, *lines[end:]]


def _section_end(lines: list[str], section: str) -> int | None:
    """Where a new key of the section goes: right below its head, or after its last key there."""
    head = next((n for n, line in enumerate(lines) if line.startswith(f"[{section}]")), None)
    if head is None:
        return None
    end = next((n for n in range(head + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    inside = [k for k in _keys(lines) if k.section == section and head < k.start < end]
    return inside[-1].end if inside else head + 1
