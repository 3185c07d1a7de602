"""The one door to hosts, APIs and databases: every question and every command goes through it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, TypeVar

from actions.command import Command, Rows
from actions.engine.trouble import Refused, Unanswered
from actions.model import Question, Site
from actions.secret import Secret

__all__ = ["Access", "Refused", "Unanswered"]

T = TypeVar("T")


class Access:
    """The connections to one site; they are made when first needed, and kept until `close`."""

    def __init__(
        self, site: Site, secrets: Mapping[str, Secret] | None = None, read_only: bool = False
    ) -> None:
        self.site = site
        self.read_only = read_only
        self._secrets = dict(secrets or {})

    async def ask(self, question: Question, timeout: float) -> Any:
        """The answer, in the shape that the question's class documents; raises `Unanswered`."""
        raise Unanswered("not written yet")

    async def run(self, command: Command, output: Callable[[str], None]) -> int:
        """Run a command that may change something, and give its exit code or HTTP status (SQL: 0).

        Lines of output come masked, as they arrive. Raises `Unanswered` where the connection is cut or
        cannot be made, `Refused` in read-only mode.
        """
        if self.read_only:
            raise Refused("Nothing was run: stackmend is in read-only mode.")
        raise Unanswered("not written yet")

    async def fetch(self, rows: Rows) -> list[dict[str, Any]]:
        """The rows as they are now, for a backup; raises `Unanswered`."""
        raise Unanswered("not written yet")

    async def tail(self, host: str, unit: str) -> AsyncIterator[str]:
        """The last 100 lines of a unit's journal and then each new one, masked, until it is closed."""
        raise Unanswered("not written yet")
        yield ""

    async def aside(self, function: Callable[[Any], T], value: Any) -> T:
        """Call a function that would hold the loop up in one of the engine's own threads."""
        return function(value)

    async def close(self) -> None:
        """End all connections, forwards and threads."""
