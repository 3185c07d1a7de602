"""Cinder's pools and their capacity, as its scheduler knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import rows
from actions.facts.keystone.catalog import NEEDS, where_offered
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Pool:
    """One pool of one backend; sizes in GiB, None where its driver tells none ("infinite", "unknown").

    A backend that is down, disabled or frozen has none: the scheduler forgets it.
    """

    name: str
    """host@backend#pool."""
    state: str
    """up or down, where the driver tells its own (backend_state); empty: Zed's NFS does not."""
    protocol: str
    total: float | None
    free: float | None
    allocated: float | None
    """What cinder itself has given away."""
    provisioned: float | None
    """The sizes that its volumes were promised, thin or thick."""
    thin: bool
    """It gives a volume space as it is written to: full, it stops volumes that are in use."""
    ratio: float | None
    """How many times its size may be promised; None: it is thick, or leaves that to cinder ("auto")."""
    reserved: float
    """The share that is kept free, in percent."""

    @property
    def backend(self) -> str:
        """host@backend: the cinder-volume service that it belongs to."""
        return self.name.partition("#")[0]

    @property
    def filled(self) -> float | None:
        """The share in use of what may be used, 0 to 1 and over."""
        if not self.total or self.free is None:
            return None
        return (self.total - self.free) / (self.total * max(0.01, 1 - self.reserved / 100))

    @property
    def promised(self) -> float | None:
        """How many times its size has been promised."""
        return self.provisioned / self.total if self.total and self.provisioned is not None else None


def _first(value: object) -> str:
    """Some drivers tell a protocol under all its spellings."""
    return str((value[0] if isinstance(value, list) and value else value) or "")


def _number(value: object) -> float | None:
    """A size or a ratio; drivers write numbers as text too."""
    try:
        return float(value) if isinstance(value, (int, float, str)) else None
    except ValueError:
        return None


def _finite(value: object) -> float | None:
    """float() takes "infinite" for no number, and "inf" for one."""
    number = _number(value)
    return None if number is None or number in (float("inf"), float("-inf")) else number


def _pool(name: str, told: Mapping[str, Any]) -> Pool:
    thin = bool(told.get("thin_provisioning_support"))
    return Pool(
        name=name,
        state=str(told.get("backend_state") or ""),
        protocol=_first(told.get("storage_protocol")),
        total=_finite(told.get("total_capacity_gb")),
        free=_finite(told.get("free_capacity_gb")),
        allocated=_finite(told.get("allocated_capacity_gb")),
        provisioned=_finite(told.get("provisioned_capacity_gb")),
        thin=thin,
        ratio=_finite(told.get("max_over_subscription_ratio")) if thin else None,
        reserved=_finite(told.get("reserved_percentage")) or 0.0,
    )


def parse(raw: Any) -> tuple[Pool, ...]:
    """GET /scheduler-stats/get_pools (administrators only)."""
    return tuple(
        _pool(str(row.get("name", "")), row.get("capabilities") or {}) for row in rows(raw, "pools")
    )


PROBE = Probe(
    "volume-pools",
    where_offered(ApiQuery("block-storage", "/scheduler-stats/get_pools?detail=true", "pools")),
    parse,
    period=60,
    needs=NEEDS,
)
