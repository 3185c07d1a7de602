"""A pool of cinder's is over 90 % full, or has promised nearly all that it may.

New volumes find no room and end in error. In a thin pool those in use stop too when it is full: their
instances get I/O errors, and file systems turn read-only. Source: the capacities that the drivers
report to the scheduler; the reserve that is kept free counts as full.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.facts.cinder import volume_pools
from actions.facts.cinder.volume_pools import Pool
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "pool-full"
FULL = 0.90
BRIM = 0.97
"""From here on a thin pool may stop its volumes any time."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each pool; space that is gone weighs more than space that is promised."""
    for pool in snapshot.get(volume_pools.PROBE) or ():
        filled, promised = pool.filled or 0.0, pool.promised or 0.0
        if filled > FULL:
            yield _filled(pool, filled)
        elif pool.ratio and promised > FULL * pool.ratio:
            says = (
                f"{pool.name} has promised its volumes {promised:.1f} times its size, and may promise "
                f"{pool.ratio:g} times: new volumes will find no room, so raise "
                "max_over_subscription_ratio or give it more space."
            )
            yield Finding(CODE, Severity.WARNING, pool.name, says)


def _filled(pool: Pool, filled: float) -> Finding:
    left = f"with {pool.free or 0:,.0f} GiB left of {pool.total or 0:,.0f} GiB"
    kept = f", of which {pool.reserved:g} % are kept free" if pool.reserved else ""
    brim = pool.thin and filled >= BRIM
    stops = "when it is full, volumes in use stop" if pool.thin else "new volumes find no room"
    says = (
        f"{pool.name} is {min(100, filled * 100):.0f} % full, {left}{kept}: {stops}, so delete volumes "
        "and snapshots that nobody needs, or give it more space."
    )
    return Finding(CODE, Severity.CRITICAL if brim else Severity.WARNING, pool.name, says)


CHECK = Check(CODE, "Volume pools nearly full", (volume_pools.PROBE,), find, Area.VOLUME)
