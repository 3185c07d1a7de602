"""Who has which role in which project: `openstack role assignment list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.facts._support.api import once, rows
from actions.model.fact import Probe
from actions.model.query import ApiQuery


@dataclass(frozen=True)
class Assignment:
    """One user's role in one project, all three by id."""

    user: str
    role: str
    project: str


def parse(raw: Any) -> frozenset[Assignment]:
    """GET /v3/role_assignments: those of groups, domains and the system are left out."""
    return frozenset(
        Assignment(str(row["user"]["id"]), str(row["role"]["id"]), str(row["scope"]["project"]["id"]))
        for row in rows(raw, "role assignments")
        if row.get("user") and "project" in row.get("scope", {})
    )


PROBE = Probe(
    "role-assignments",
    once(ApiQuery("identity", "/role_assignments", "role_assignments")),
    parse,
    period=0,
)
