"""The layout of a host in the checks' cases: as its files are, unless a case says another."""

from __future__ import annotations

from collections.abc import Mapping

from actions.deployments.layout import Layout
from actions.facts.hosts.conf import ConfFile
from tests.checks.healthy import Case


def layout(host: Case, files: Mapping[str, ConfFile]) -> Layout:
    """As the case says, or as the files are: a packages' host of Debian, or kolla's under docker."""
    told: Case = host.get("layout", {})
    paths = (
        tuple(told.get("paths", ()))
        + tuple(files)
        + tuple(
            f"{path.rpartition('/')[0]}/config.json" for path in files if path.startswith("/etc/kolla/")
        )
    )
    return Layout(
        told.get("system", "debian"), paths, tuple(told.get("units", ())), told.get("engine", "")
    )
