"""Numbers as a person reads them at a glance: ages, sizes, shares, and history as a sparkline."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"


def age(seconds: float) -> str:
    """How long ago or how long: "4 s", "12 min", "3 h", "9 d"."""
    seconds = max(0.0, seconds)
    for unit, size, until in (("s", 1, 100), ("min", 60, 100), ("h", 3600, 48)):
        if seconds < size * until:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86400:.0f} d"


def size(count: float) -> str:
    """Bytes: "7.5 GiB"."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if count < 1024 or unit == "TiB":
            break
        count /= 1024
    return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"


def took(seconds: float) -> str:
    """A latency: "43 ms", "1.2 s"."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 host", "3 hosts"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def spark(samples: Sequence[float | None], top: float = 0.0) -> str:
    """Samples as bars of eight heights, the latest at the right; a blank where nothing was seen.

    The scale ends at the largest sample, or at `top` where all are smaller: calm stays low.
    """
    full = max([top, *(sample for sample in samples if sample is not None)])
    return "".join(
        " " if s is None else _BARS[min(7, int(8 * s / full)) if full else 0] for s in samples
    )


def squashed(bars: str, width: int) -> str:
    """A sparkline drawn narrower: the highest of each few neighbours, the latest at the right."""
    per = max(1, -(-len(bars) // max(1, width)))
    first = len(bars) % per
    starts = range(first, len(bars), per)
    peaks = [max(bars[n : n + per]) for n in starts]
    return "".join([max(bars[:first]), *peaks] if first else peaks).rjust(width)
