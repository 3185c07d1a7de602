"""What a key of the operator's own may be called: Textual's names, of keys that a terminal sends."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key

_NEVER = {"<any>", "<ignore>", "<scroll-up>", "<scroll-down>", "ctrl-at"}
"""Names of Textual's that are no keys."""
_SENT_AS = {
    "ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "return": "enter",
    "ctrl+[": "escape", "ctrl+left_square_bracket": "escape",
}  # fmt: skip
"""Keys that a terminal cannot tell from others."""
_NAMED = {key.value for key in Keys} - _NEVER - _SENT_AS.keys()
_MODIFIERS = {"alt", "ctrl", "hyper", "meta", "shift", "super"}
_ALSO = {
    "control": "ctrl", "del": "delete", "esc": "escape", "ins": "insert", "option": "alt",
    "pgdn": "pagedown", "pgup": "pageup", "spacebar": "space",
}  # fmt: skip
"""What people and other programs call them."""


ESSENTIAL: Mapping[str, str] = {
    "slash": "the filter", "colon": "going to a pane", "question_mark": "the help",
    "exclamation_mark": "the shell", "ctrl+p": "the palette", "ctrl+q": "leaving",
    "ctrl+c": "copying", "escape": "the way back", "enter": "opening and confirming",
    "tab": "going to the other part", "shift+tab": "going to the other part",
    **{str(number): "going to a pane" for number in range(1, 10)},
}  # fmt: skip
"""Keys that mean one thing everywhere, and what: nothing else is put on them."""


def canonical(key: str) -> str:
    """Textual's own name of a key that may be written as its character: slash for /."""
    if len(key) != 1 or key.isalnum():
        return key
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def is_sent(key: str) -> bool:
    """There are terminals that send it: it is a character, or a key, or one of them with modifiers."""
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    if not modifiers:
        return base in _NAMED or _is_character(base)
    if key in _NAMED:
        return True
    alone = modifiers == ["shift"]
    return (
        modifiers == sorted(set(modifiers) & _MODIFIERS)
        and key not in _SENT_AS
        and (base in _NAMED or (_is_character(base) and not base.isupper() and not alone))
    )


def _is_character(key: str) -> bool:
    """Itself or by Textual's name; a comma stands between keys, and is always written as a word."""
    if len(key) == 1:
        return key.isprintable() and key not in " ,"
    return re.fullmatch("[a-z0-9_]+", key) is not None and len(format_key(key)) == 1


def likely(key: str) -> str:
    """The key that was probably meant, as it is to be written; empty where nobody can tell."""
    if key == ",":
        return "comma"
    words = [_ALSO.get(word.casefold(), word) for word in re.split(r"\s*[+-]\s*", key.strip()) if word]
    if not words:
        return "space" if key.strip(" ") == "" and key else ""
    *modifiers, base = words
    modifiers = sorted({"ctrl" if one in "cC" else one.casefold() for one in modifiers})
    if modifiers == ["shift"] and len(base) == 1:
        return base.upper() if base.isalpha() else ""
    if modifiers or len(base) > 1:
        base = base.casefold()
    wanted = "+".join([*modifiers, base])
    wanted = _SENT_AS.get(wanted, wanted)
    if is_sent(wanted):
        return wanted
    near = difflib.get_close_matches(wanted, _NAMED, 1)
    return near[0] if near else ""
