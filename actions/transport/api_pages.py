"""Lists of many pages: the path of each page, where the next one begins, and each row once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.model.query import ApiQuery


class Rows:
    """The rows of all pages, each once by its id, as it was said last.

    Neutron puts all of OVN's agents on every page; a row may move to a later page while one pages.
    """

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._places: dict[str, int] = {}

    def add(self, page: list[Any]) -> bool:
        """Take a page in; whether anything on it was new."""
        before = len(self.all)
        for row in page:
            id_ = str(row.get("id") or "") if isinstance(row, dict) else ""
            place = self._places.setdefault(id_, len(self.all)) if id_ else len(self.all)
            self.all[place : place + 1] = [row]
        return len(self.all) > before


def paged(question: ApiQuery, marker: str) -> str:
    """The path with its limit; neutron wants the id among the fields to go on from a marker."""
    if not question.page:
        return question.path
    parts = [f"limit={question.page}"] + ([f"marker={marker}"] if marker else [])
    if "fields=" in question.path and "fields=id&" not in question.path + "&":
        parts.insert(0, "fields=id")
    return question.path + ("&" if "?" in question.path else "?") + "&".join(parts)


def next_marker(page: Mapping[str, Any], question: ApiQuery, rows: list[Any]) -> str:
    """The last row's id where more rows follow: a full page, or a link to the next one.

    A server may give fewer rows than it was asked for (nova's max_limit), and then it links; one that
    gives more does not page at all.
    """
    links = page.get(f"{question.key}_links")
    linked = isinstance(links, list) and any(link.get("rel") == "next" for link in links)
    if not rows or not (linked or (links is None and len(rows) == question.page)):
        return ""
    last = rows[-1]
    return str(last.get("id", "")) if isinstance(last, dict) else ""
