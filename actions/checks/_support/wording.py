"""Numbers, lists and ages as the findings' sentences say them."""

from __future__ import annotations

from collections.abc import Collection

DENIED = "access denied (MySQL 1045)"
"""What a server answers to a wrong password, in words."""


def count(number: int, one: str, many: str = "") -> str:
    """1 host, 2 hosts."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def verb(number: int, one: str, many: str) -> str:
    """is or are, holds or hold: what the number asks for."""
    return one if number == 1 else many


def listed(names: Collection[str], most: int = 3) -> str:
    """The first names and how many more there are: never more than a line can hold."""
    ordered = sorted(names)
    shown, left = ordered[:most], len(ordered) - most
    if left > 0:
        return f"{', '.join(shown)} and {left:,} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def one_or_count(names: Collection[str], one: str) -> str:
    """The only name, or how many there are: a finding's subject."""
    return next(iter(names)) if len(names) == 1 else count(len(names), one)


def age(seconds: float) -> str:
    """Seconds as a person says them, in one unit."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return count(int(seconds // size), unit)
    return count(int(seconds), "second")
