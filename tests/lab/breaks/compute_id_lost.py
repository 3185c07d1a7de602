"""Compute_id lost (2023.2 and later)."""

from __future__ import annotations

from ..breaking.model import Break

BREAK = Break(
    name="compute-id-lost",
    title="compute_id lost (2023.2 and later)",
    source="BROKEN 18",
    first=r"^compute-id",
    why="not in the lab: nova of the lab's release (Zed) keeps no such file",
    case="checks/compute-id.json",
)
