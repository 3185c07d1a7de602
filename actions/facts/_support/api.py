"""What the API probes share: one question for the whole cloud, and careful reading of JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from actions.model.fact import Snapshot
from actions.model.query import ParseError, Query


def once(question: Query) -> Callable[[Snapshot], Mapping[str, Query]]:
    """Ask one question of the cloud as a whole."""

    return lambda _: {"": question}


def rows(raw: Any, what: str) -> list[dict[str, Any]]:
    """The answer as a list of objects; raises `ParseError` where it is anything else."""
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise ParseError(f"expected a list of {what}, got {type(raw).__name__}")
    return raw


def when(text: object) -> float | None:
    """An API's time in UTC (ISO 8601, with or without T and zone) as seconds since the epoch."""
    if not isinstance(text, str) or not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def ids(what: str) -> Callable[[Any], Mapping[str, str]]:
    """A parser of what has names: ids by name, in the default domain or in none."""

    def parse(raw: Any) -> Mapping[str, str]:
        return {
            str(row.get("name") or ""): str(row.get("id") or "")
            for row in rows(raw, what)
            if row.get("domain_id") in (None, "default")
        }

    return parse
