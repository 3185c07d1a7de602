"""How what runs a service is started anew, and where it logs: a unit, or a container alone.

A container of kolla's under a unit is never stopped by its engine: systemd would start it again.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from actions.deployments.all import DEPLOYMENTS

_ENGINES = tuple(sorted({d.engine for d in DEPLOYMENTS} - {""}))


def alone(unit: str) -> tuple[str, str]:
    """Engine and container, where no unit of systemd's runs it; both empty: one does."""
    engine, colon, container = unit.partition(":")
    return (engine, container) if colon and engine in _ENGINES else ("", "")


def line(verb: str, units: Iterable[str]) -> str:
    """`start`, `stop` or `restart` units; systemd's own names may hold backslashes."""
    by_tool: dict[str, list[str]] = {}
    for unit in units:
        engine, container = alone(unit)
        by_tool.setdefault(engine or "systemctl", []).append(container or unit)
    return " && ".join(
        f"{tool} {verb} {' '.join(map(shlex.quote, names))}" for tool, names in by_tool.items()
    )


def shown(verb: str, units: Iterable[str]) -> str:
    """The same without the names, where those are a command's items."""
    tools = sorted({alone(unit)[0] or "systemctl" for unit in units})
    return " && ".join(f"{tool} {verb}" for tool in tools)


def log(unit: str) -> str:
    """How an operator reads what it said last."""
    engine, container = alone(unit)
    return f"{engine} logs {container}" if engine else f"journalctl -u {unit}"
