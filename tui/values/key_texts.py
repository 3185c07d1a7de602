"""Texts that name a key, as it is bound now: "{row.mend} shows the plan"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

USUAL: Mapping[str, str] = {
    "app.quit": "q",
    "app.refresh": "r",
    "browse.fold": "space",
    "help.back": "esc",
    "plan.approve": "a",
    "plan.decline": "space",
    "plan.items": "x",
    "row.mend": "e",
    "row.plan": "e",
    "row.resume": "R",
    "row.undo": "u",
    "row.where": "o",
    "run.items": "x",
}
"""Keys that texts name, by their names in keys.toml, where nobody has given them others."""

Named = Callable[[str], str]
"""A text with the names of keys in braces, as it is to be read."""


def with_keys(text: str, own: Mapping[str, str]) -> str:
    """The text with the keys as they are: the operator's own, by their names, or the usual ones."""
    return re.sub(r"\{([a-z]+\.[a-z-]+)\}", lambda name: own.get(name[1], USUAL[name[1]]), text)


def usual(text: str) -> str:
    """With the usual keys."""
    return with_keys(text, {})
