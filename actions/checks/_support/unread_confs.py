"""Hosts whose configuration nobody could read: which passwords stand there is not known.

A server may be given the password that a file has only where no such host can hold another one that
works: it would be locked out. A controller can, and whatever a service reports from that reads such a
file; a host from which nothing reports has nothing to be locked out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actions.checks._support import reachability
from actions.checks._support.wording import listed, verb
from actions.deployments.all import DEPLOYMENTS
from actions.deployments.services import NOVA_COMPUTE, project
from actions.facts.hosts import conf
from actions.model.fact import Probe, Snapshot

NEEDS: tuple[Probe[Any], ...] = (*reachability.HEARD_NEEDS, conf.PROBE)
"""What `unread` reads."""


@dataclass(frozen=True)
class Unread:
    """The unread hosts, as it matters to one account."""

    user: str
    holding: tuple[str, ...] = ()
    """They may have another password of it that works."""
    others: tuple[str, ...] = ()
    """Nothing of it reports from them."""
    error: str = ""
    """Why the first that may have one was not read."""

    @property
    def why(self) -> str:
        """Why its password on the server has to stay; empty: for none of these."""
        if not self.holding:
            return ""
        has = verb(len(self.holding), "it may have", "they may have")
        return (
            f"The configuration of {listed(self.holding)} could not be read ({self.error}), and {has} "
            f"another password of {self.user} that works and would be locked out: let SSH in there "
            "first, or write the password that works into the files that are refused."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the others before it is changed."""
        if not self.others:
            return ()
        has = verb(len(self.others), "it has", "they have")
        return (
            f"{listed(self.others)} could not be read: if {has} another password of {self.user}, that "
            "is to be set right there.",
        )


def unread(snapshot: Snapshot, where: str, user: str, paths: Iterable[str]) -> Unread:
    """Of an account of "mysql", "rabbitmq" or "keystone" that stands in files of those paths."""
    hosts = [host for host in snapshot.site.hosts if snapshot.get(conf.PROBE, host.name) is None]
    if not hosts:
        return Unread(user)
    projects = _projects(set(paths))
    alive = {
        one.host
        for one in reachability.heard(snapshot)
        if one.up and project(one.binary) in projects and _keeps(where, one.binary)
    }
    holding = [h.name for h in hosts if "controller" in h.roles or h.name in alive]
    error = snapshot.reading(conf.PROBE, holding[0]).error if holding else ""
    others = tuple(host.name for host in hosts if host.name not in holding)
    return Unread(user, tuple(holding), others, error.rstrip(".") or "nobody looked yet")


def _projects(paths: set[str]) -> set[str]:
    """Those whose services read one of the files."""
    return {
        project(name)
        for deployment in DEPLOYMENTS
        for name, files in deployment.configurations.items()
        if paths & set(files)
    }


def _keeps(where: str, binary: str) -> bool:
    """nova-compute and neutron's agents open no database, and OVN's speak over no broker."""
    if where == "mysql":
        return binary != NOVA_COMPUTE and project(binary) != "neutron"
    return where != "rabbitmq" or "ovn" not in binary
