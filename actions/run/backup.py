"""Backups: rows of a database as they were before a step changed them, in a 0600 file of the run.

A URL that a host's configuration has is not kept, but where to read it; undo reads it then. What the
rows themselves hold must be put back, passwords and all.

A row's values are what the MySQL client gives; those that JSON has no word for are objects of one
key that names their type.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from actions.formats.json_codec import decode, encode
from actions.formats.url import Url
from actions.model.command import Rows, Source
from actions.model.secret import Secret, Text

Row = Mapping[str, Any]
"""Values by column."""


@dataclass(frozen=True)
class Backup:
    """The rows that a selection held."""

    of: Rows
    rows: tuple[Row, ...]


LEFT = "left"
"""Begins the name of a file of rows as a step left them."""


def write_backups(folder: Path, step: str, backups: Iterable[Backup], what: str = "backup") -> str:
    """Write a step's backups to a new file of the folder, to the disk, and give the file's name.

    An earlier file of that step (its run was resumed) stays as it is: it has the true past.
    """
    name, descriptor = _new_file(folder, f"{what}-{step}")
    data = [_to_json(backup) for backup in backups]
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        (folder / name).unlink(missing_ok=True)  # half of it would be taken for the true past
        raise
    return name


def read_backups(path: Path) -> tuple[Backup, ...]:
    """The backups in a file; raises OSError or ValueError."""
    return tuple(_from_json(data) for data in json.loads(path.read_text(encoding="utf-8")))


def _new_file(folder: Path, stem: str) -> tuple[str, int]:
    number = 1
    while True:
        name = f"{stem}.json" if number == 1 else f"{stem}-{number}.json"
        try:
            return name, os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            number += 1


def _to_json(backup: Backup) -> dict[str, Any]:
    of = backup.of
    return {
        "via": of.via,
        "url": of.url.shown() if of.source else of.url.wire(),
        "source": encode(of.source),
        "table": of.table,
        "key": of.key,
        "where": of.where,
        "then": of.then,
        "rows": [{column: _value(value) for column, value in row.items()} for row in backup.rows],
    }


def _from_json(data: dict[str, Any]) -> Backup:
    url = Url.parse(data["url"])
    text = url.text if url else Text.of(Secret(data["url"]))
    then = data.get("then", data["table"])  # 0.1.0 had the table's name to go by
    source = decode(Source | None, data.get("source"))
    of = Rows(data["via"], text, data["table"], data["key"], data["where"], then, source)
    return Backup(of, tuple({c: _read(v) for c, v in row.items()} for row in data["rows"]))


def _value(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(f"a value of type {type(value).__name__} cannot be backed up")


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "bytes": base64.b64decode,
}


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    return _READERS[kind](inner)
