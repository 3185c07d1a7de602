"""Texts that must not be read over a shoulder: secrets, and texts with secrets inside."""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC_KEY = "instances_public_key"
"""Among a site's secrets, of the key pair for its instances; the private part is a file beside."""


class Secret:
    """A text that shows as **** wherever it is printed; `reveal` gives it for the wire."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: for a standard input or a request body, never for argv or a log."""
        return self._text

    def __repr__(self) -> str:
        return "****"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(("Secret", self._text))


@dataclass(frozen=True)
class Text:
    """A text with secrets inside and two renderings: `wire()` and `shown()` (**** for each)."""

    parts: tuple[str | Secret, ...]

    @classmethod
    def of(cls, *parts: str | Secret | Text) -> Text:
        """Join strings, secrets and texts into one text."""
        flat: list[str | Secret] = []
        for part in parts:
            flat.extend(part.parts if isinstance(part, Text) else (part,))
        return cls(tuple(flat))

    def wire(self) -> str:
        """The true text, for a standard input or a socket."""
        return "".join(p.reveal() if isinstance(p, Secret) else p for p in self.parts)

    def shown(self) -> str:
        """The text as a person, the journal and a log may see it."""
        return "".join(str(p) for p in self.parts)

    __str__ = shown
