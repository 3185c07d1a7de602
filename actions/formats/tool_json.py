"""JSON among what else comes with it: warnings of an engine, reports of Erlang, a shell that greets."""

from __future__ import annotations

import json
import re
from typing import TypeVar

T = TypeVar("T", dict, list)  # type: ignore[type-arg]

_STARTS = re.compile(r"^[ \t]*(?=[{\[])", re.MULTILINE)
"""Within a line it is part of a sentence: podman quotes its settings in brackets."""


def first_json(text: str, kind: type[T]) -> T | None:
    """The first object, or list, that begins a line and is whole; None: there is none."""
    decoder = json.JSONDecoder()
    for start in _STARTS.finditer(text):
        try:
            told, _ = decoder.raw_decode(text, start.end())
        except ValueError:
            continue
        if isinstance(told, kind):
            return told
    return None
