"""Work that holds the interpreter: one at a time, and never looked through by the garbage collector."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ONE = threading.Lock()


def collect_by_hand() -> None:
    """From now on garbage is collected between heavy works only, and what was imported never."""
    gc.disable()
    gc.freeze()


@contextmanager
def cpu_section() -> Iterator[None]:
    """Decode, read facts or make rows in here, off the loop.

    Two at once would each take their turn before the loop has its own. And the collector would go
    through all the facts and rows again and again, 70 ms each time: here it looks at what is young
    before, which is little, and what is made inside is left out. Facts and rows form no cycles, and
    are freed all the same when nobody holds them any more.
    """
    with _ONE:
        if gc.isenabled():
            yield
            return
        gc.collect()
        try:
            yield
        finally:
            gc.freeze()


def collect_all() -> None:
    """A heavy work, too: look through what was left out, for cycles may have been among it."""
    if not gc.isenabled():
        gc.unfreeze()
        gc.collect()
