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


def spark(samples: Sequence[float | None], width: int, top: float = 0.0) -> str:
    """Samples as bars of eight heights, the latest at the right; a blank where nothing was seen.

    The scale ends at the largest sample, or at `top` where all are smaller: calm stays low.
    """
    per = max(1, -(-len(samples) // width))
    first = len(samples) % per
    parts = [samples[:first]] if first else []
    parts += [samples[n : n + per] for n in range(first, len(samples), per)]
    peaks = [max((s for s in part if s is not None), default=None) for part in parts]
    full = max([top, *(p for p in peaks if p is not None)])
    bars = "".join(" " if p is None else _BARS[min(7, int(8 * p / full)) if full else 0] for p in peaks)
    return bars.rjust(width)
