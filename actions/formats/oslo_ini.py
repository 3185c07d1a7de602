"""Sent to hosts and run there by their python3 (3.6 and later): standard library only, old syntax.

OpenStack's configuration files, by oslo.config's rules: read, and edited key by key.

The rules (oslo_config/iniparser.py and cfg.py): a comment is a line whose first character is # or ;,
there are no inline comments, a line that starts with a blank continues the value right above it, a
section may come twice and in any case of letters (but DEFAULT), and of a key that is set twice the
last one counts. What oslo.config would refuse to read is passed over.

What a value means is `meant`: $name, ${name} and ${group.name} are other values, $$ and \\$ are one $.
"""

# ruff: noqa: UP006, UP035, UP045

import re
from typing import Dict, List, Mapping, NamedTuple, Optional, Tuple

Keys = Mapping[Tuple[str, str], str]

_REFERENCE = re.compile(r"\$(?:(\$)|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})", re.IGNORECASE)
_DEEPEST = 20


class Setting(NamedTuple):
    """One key that should have one value; None: it should not be set at all."""

    section: str
    key: str
    value: Optional[str]


def parse(text: str) -> Dict[Tuple[str, str], str]:
    """All keys set, by (section, key); the last value of a repeated key."""
    return {(line.section, line.key): line.value for line in _keys(text.split("\n"))}


def meant(keys: Keys) -> Dict[Tuple[str, str], str]:
    """The values with their references filled in, as cfg.py's _substitute does it.

    A name is looked for in its own section, then in DEFAULT. One that is nowhere set stays as it is
    written: it may have a default of the service's.
    """
    return {name: _filled(value, name[0], keys, 0) for name, value in keys.items()}


def written(value: str) -> str:
    """A value as it must be written so that `meant` gives it."""
    return re.sub(r"(\\?)\$", lambda found: "\\\\$" if found.group(1) else "$$", value)


def edited(text: str, settings: Tuple[Setting, ...]) -> str:
    """The text with the settings made so; comments, order and foreign keys stay as they are.

    A key that is there is replaced in place (and its repetitions dropped), a new one goes below the
    last key of its section's first appearance, a new section to the end of the file.
    """
    lines = _less(text, "\n").split("\n") if text else []
    for setting in settings:
        lines = _set(lines, setting)
    return "\n".join(lines) + "\n"


def _filled(value: str, section: str, keys: Keys, depth: int) -> str:
    def other(found: "re.Match[str]") -> str:
        name = found.group(2) or found.group(3)
        if not name:
            return "$"
        group, dot, option = name.partition(".")
        places = ((group, option),) if dot else ((section, name), ("DEFAULT", name))
        for place in places:
            if place in keys and not (dot and group == "DEFAULT") and depth < _DEEPEST:
                return _filled(keys[place], place[0], keys, depth + 1)
        return found.group()

    return _REFERENCE.sub(other, value.replace("\\$", "$$")) if "$" in value else value


class _Line(NamedTuple):
    section: str
    key: str
    value: str
    start: int
    end: int
    """The first line that is not the value's any more."""


def _keys(lines: List[str]) -> List[_Line]:
    found: List[_Line] = []
    section = "DEFAULT"
    open_key = False
    for number, raw in enumerate(lines):
        line = raw.rstrip()
        if line.startswith((" ", "\t")) and open_key:
            last = found[-1]
            value = f"{last.value}\n{line.lstrip()}"
            found[-1] = last._replace(value=value, end=number + 1)
            continue
        open_key = False
        if line.startswith("["):
            section = _section(line)
        elif line and line[0] not in "#; \t":
            key, separator, value = _split(line)
            open_key = bool(separator and key)
            if open_key:
                found.append(_Line(section, key, _unquoted(value), number, number + 1))
    return found


def _less(text: str, end: str) -> str:
    """The text without that end: str.removesuffix is of Python 3.9."""
    return text[: -len(end)] if text.endswith(end) else text


def _section(line: str) -> str:
    """The name in the brackets, as oslo.config compares it."""
    name = _less(line.rstrip()[1:], "]")
    return name if name == "DEFAULT" else name.lower()


def _split(line: str) -> Tuple[str, str, str]:
    equal, colon = line.find("="), line.find(":")
    separator = "=" if equal >= 0 and (colon < 0 or equal < colon) else ":"
    key, found, value = line.partition(separator)
    return key.strip(), found, value.strip()


def _unquoted(value: str) -> str:
    return value[1:-1] if value and value[0] == value[-1] and value[0] in "\"'" else value


def _set(lines: List[str], setting: Setting) -> List[str]:
    wanted = (_section(f"[{setting.section}]"), setting.key)
    here = [k for k in _keys(lines) if (k.section, k.key) == wanted]
    dropped = {n for k in here for n in range(k.start, k.end)}
    if setting.value is None:
        return [line for n, line in enumerate(lines) if n not in dropped]
    new = f"{setting.key} = {setting.value}".replace("\n", "\n    ").split("\n")
    if here:
        at = here[-1].start
        kept = [[line] if n not in dropped else new if n == at else [] for n, line in enumerate(lines)]
        return [line for part in kept for line in part]
    end = _section_end(lines, wanted[0])
    if end is None:
        gap = [""] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"[{setting.section}]", *new]
    return [*lines[:end], *new, *lines[end:]]


def _section_end(lines: List[str], section: str) -> Optional[int]:
    """Where a new key of the section goes: after its last key there, or right below its head."""
    heads = [n for n, line in enumerate(lines) if line.startswith("[")]
    head = next((n for n in heads if _section(lines[n]) == section), None)
    if head is None:
        return None
    end = next((n for n in heads if n > head), len(lines))
    inside = [k for k in _keys(lines) if k.section == section and head < k.start < end]
    return inside[-1].end if inside else head + 1
