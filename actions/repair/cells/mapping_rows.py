"""Rows of nova_api.cell_mappings: backed up before they change, and dated when one goes."""

from __future__ import annotations

from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile
from actions.model.command import Rows, Source
from actions.model.secret import Text

API_URL = Source(conf.NOVA, "api_database", "connection")
"""Where nova_api's URL is."""
CELL_MAPPINGS = "cell_mappings"
"""The table of nova_api whose rows nova's services keep in memory."""
MAPPINGS_PUT_BACK = "cell-mappings"
"""What follows when such rows are put back, by its name in the registry."""


def mappings_dated() -> Text:
    """Date all mappings that stay: one that is deleted leaves no other sign of when it was."""
    return Text.of(f"UPDATE {CELL_MAPPINGS} SET updated_at = UTC_TIMESTAMP()")  # noqa: S608


def mapping_rows(host: str, file: ConfFile, where: str) -> tuple[Rows, ...]:
    """Rows of nova_api.cell_mappings, to be backed up before they change."""
    url = file.url(API_URL.section, API_URL.key)
    if url is None:
        return ()
    return (Rows(host, url.text, CELL_MAPPINGS, "id", where, MAPPINGS_PUT_BACK, API_URL),)
