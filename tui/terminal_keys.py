"""Escape is never lost: a key that comes right behind it, in one write, does not swallow it.

Textual reads ESC and a letter as Alt and that letter, and of ESC and any other key only the other. A
person who leaves a plan and types on would still be in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import key_to_character

ESC = "\x1b"


class Parser(XTermParser):
    """Textual's, but for what follows ESC at once."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        """Escape and the other key, unless both may be Alt and a letter: that the app must tell."""
        if len(sequence) == 2 and sequence[0] == ESC and sequence[1].isdigit():
            yield Key("escape", ESC)
            sequence = sequence[1]
        found = list(super()._sequence_to_key_events(sequence, alt))
        if alt and not any(key.key.startswith("alt+") for key in found):
            yield Key("escape", ESC)
        yield from found


def use_parser() -> None:
    """Textual's driver makes its own parser, and has no way to be given another."""
    from textual.drivers import linux_driver

    vars(linux_driver)["XTermParser"] = Parser


def meant(key: Key, bound: Callable[[], Collection[str]]) -> tuple[Key, ...]:
    """Alt and a letter that no binding has are Escape and the letter: a terminal sends the same.

    `bound` gives the keys that have one; it is called where there is Alt, as it takes its time.
    """
    if not key.key.startswith("alt+") or key.key in bound():
        return (key,)
    base = key.key.removeprefix("alt+")
    if base.startswith("shift+") and len(base) == 7:
        base = base.removeprefix("shift+").upper()
    if len(base) != 1:
        return (key,)
    return Key("escape", ESC), Key(base, key_to_character(base))
