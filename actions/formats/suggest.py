"""What a person may have meant: the nearest of the names that there are."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping

_MOST = 3


def suggest(text: str, known: Iterable[str], most: int = _MOST) -> str:
    """A question with the nearest names, a blank in front of it; empty where none is near.

    Of a mapping, the names are its keys, and its values are what is told.
    """
    told = known if isinstance(known, Mapping) else {name: name for name in known}
    found = [text] if text in told else difflib.get_close_matches(text, list(told), most)
    return _asked(list(dict.fromkeys(told[name] for name in found)))


def suggest_pair(text: str, known: Collection[tuple[str, str]]) -> str:
    """The same for "first/second": the part that is right is kept, and the other one looked for."""
    first, _, second = text.rpartition("/")
    beside = [b for a, b in known if a == first]
    before = [a for a, b in known if b == second]
    if beside:
        found = [f"{first}/{b}" for b in difflib.get_close_matches(second, beside, _MOST)]
    elif before:
        nearest = difflib.get_close_matches(first, before, _MOST) if first else sorted(before)[:_MOST]
        found = [f"{a}/{second}" for a in nearest]
    else:
        found = difflib.get_close_matches(text, ["/".join(pair) for pair in known], _MOST)
    return _asked(found)


def _asked(found: list[str]) -> str:
    return f" Do you mean {' or '.join(found)}?" if found else ""
