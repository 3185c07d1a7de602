"""Asking Neutron about some of many by their ids, few enough for a URL: several questions, bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.model.query import ApiQuery, Query

CHUNK = 50
"""A UUID and its key are some 50 characters, and a URL may have 8,000."""
MOST = 500


def by_ids(path: str, field: str, ids: Iterable[str], key: str) -> Mapping[str, Query]:
    """The same question of every few ids; its subjects are numbers."""
    wanted = sorted(set(ids))[:MOST]
    parts = [wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK)]
    between = "&" if "?" in path else "?"
    return {
        str(number): ApiQuery(
            "network", path + between + "&".join(f"{field}={id_}" for id_ in part), key
        )
        for number, part in enumerate(parts)
    }
