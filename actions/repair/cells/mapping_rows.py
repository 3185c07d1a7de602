"""Rows of nova_api.cell_mappings: backed up before they change, and dated when one goes."""

from __future__ import annotations

from actions.facts.hosts.conf import HostConf, nova_conf
from actions.model.command import Rows, Source
from actions.model.fact import Snapshot
from actions.model.secret import Text

CELL_MAPPINGS = "cell_mappings"
"""The table of nova_api whose rows nova's services keep in memory."""
MAPPINGS_PUT_BACK = "cell-mappings"
"""What follows when such rows are put back, by its name in the registry."""


def mappings_dated() -> Text:
    """Date all mappings that stay: one that is deleted leaves no other sign of when it was."""
    return Text.of(f"UPDATE {CELL_MAPPINGS} SET updated_at = UTC_TIMESTAMP()")  # noqa: S608


def api_url(own: HostConf) -> Source:
    """Where nova_api's URL is."""
    return Source(own.path, "api_database", "connection")


def mapping_rows(snapshot: Snapshot, where: str) -> tuple[Rows, ...]:
    """Rows of nova_api.cell_mappings, to be backed up before they change.

    By the file that names nova_api: nova-conductor's own (kolla's, with cells) need not.
    """
    own = nova_conf(snapshot)
    if own is None:
        return ()
    source = api_url(own)
    url = own.file.url(source.section, source.key)
    if url is None:
        return ()
    return (Rows(own.host, url.text, CELL_MAPPINGS, "id", where, MAPPINGS_PUT_BACK, source),)
