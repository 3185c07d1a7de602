"""Which deployment a host has, by what is on it: pure, from one cheap question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from actions.deployments.all import RECOGNISED
from actions.deployments.deployment import Deployment, Mark


@dataclass(frozen=True)
class Layout:
    """What of the deployers' marks is on a host."""

    system: str = ""
    """ID and VERSION_ID of /etc/os-release: "debian 13", "centos"."""
    paths: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """Names without `.service`."""
    engine: str = ""
    """podman or docker, whichever has the containers; empty: there are none."""


@lru_cache(maxsize=256)
def deployment_of(layout: Layout) -> Deployment | None:
    """The deployment whose marks are there; None: nothing of OpenStack's was recognised.

    Kept, for a report asks it for each configuration, and hosts are alike.
    """
    found = (d for d in RECOGNISED if any(_there(layout, mark) for mark in d.marks))
    return next(found, None)


def _there(layout: Layout, mark: Mark) -> bool:
    return (
        _any(mark.paths, layout.paths)
        and _any(mark.units, layout.units)
        and (not mark.systems or any(f"{layout.system} ".startswith(f"{s} ") for s in mark.systems))
        and mark.engine in ("", layout.engine)
    )


def _any(patterns: tuple[str, ...], names: Iterable[str]) -> bool:
    return not patterns or any(fnmatchcase(name, one) for name in names for one in patterns)
