"""memcached stopped.

Each service validates each token anew, and each call waits for the cache first.
"""

from __future__ import annotations

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="memcached-stopped",
    title="memcached stopped",
    source="BROKEN 1",
    first=r"^unit-inactive controller/memcached",
    mended_by="restart-service controller/memcached",
    confirm=Confirm("openstack flavor list -f json", r"^\["),
    make=stop("controller", "memcached"),
    take_back=start("controller", "memcached"),
    ci=True,
)
