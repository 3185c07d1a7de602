"""nova-manage as its own user on a controller: as root it would leave a log that nova cannot write."""

from __future__ import annotations

import shlex

from actions.command import Rows, Shell
from actions.facts.conf import ConfFile
from actions.secret import Text

CELL_MAPPINGS = "cell_mappings"
"""The table of nova_api whose rows nova's services keep in memory."""


def nova_manage(host: str, line: str, timeout: float = 300.0) -> Shell:
    """One call of nova-manage; the arguments hold no secret, for argv is seen in `ps`."""
    return Shell(host, f"nova-manage {line}", user="nova", timeout=timeout)


def update_cell(host: str, uuid: str, connection: str, transport: str, name: str = "") -> Shell:
    """Change a cell's mapping; both URLs are given, for nova.conf's replace one that is left out."""
    named = f"--name {shlex.quote(name)} " if name else ""
    return nova_manage(
        host,
        f"cell_v2 update_cell --cell_uuid {uuid} {named}"
        f'--database_connection "{connection}" --transport-url "{transport}"',
    )


def mappings_dated() -> Text:
    """Date all mappings that stay: one that is deleted leaves no other sign of when it was."""
    return Text.of(f"UPDATE {CELL_MAPPINGS} SET updated_at = UTC_TIMESTAMP()")  # noqa: S608


def mapping_rows(host: str, file: ConfFile, where: str) -> tuple[Rows, ...]:
    """Rows of nova_api.cell_mappings, to be backed up before they change."""
    url = file.url("api_database", "connection")
    return (Rows(host, url.text, CELL_MAPPINGS, "id", where),) if url else ()
