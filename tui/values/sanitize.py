"""Remote text made harmless: every control character shows as a symbol, none acts on the terminal."""

from __future__ import annotations

import unicodedata

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡", 0x0A: "⏎", 0x09: " "}
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Controls, format characters (bidirectional overrides, zero-width ones), surrogates, separators."""


def plain(text: str) -> str:
    """The text on one line, as it is where it is printable."""
    return text if text.isprintable() else "".join(_shown(char) for char in text)


def plain_lines(text: str) -> str:
    """The text on as many lines as it has, each as `plain` has it."""
    return "\n".join(map(plain, text.split("\n")))


def _shown(char: str) -> str:
    if ord(char) in _PICTURES:
        return _PICTURES[ord(char)]
    return "�" if unicodedata.category(char) in _HIDDEN else char
