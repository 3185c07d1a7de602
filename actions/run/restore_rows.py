"""The statements that make rows of a table what they were: only for rows that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from actions.formats.url_passwords import guarded
from actions.model.secret import Secret, Text
from actions.run.backup import Row

CHANGED = "updated_at"
"""Not put back but set to now: it is how services know that they have read an older row."""

_SECRET_WORDS = ("connection", "password", "secret", "token", "url")


def restore_rows(table: str, key: str, before: Sequence[Row], now: Sequence[Row]) -> tuple[Text, ...]:
    """Delete what is new, change back what differs, insert what is gone; nothing where all is so."""
    past = {row[key]: row for row in before}
    present = {row[key]: row for row in now}
    new = [_delete(table, key, value) for value in present if value not in past]
    gone = [_insert(table, row) for value, row in past.items() if value not in present]
    other = [
        _update(table, key, past[value], row)
        for value, row in present.items()
        if value in past and _differing(past[value], row)
    ]
    return (*new, *other, *gone)


def taken_back(
    key: str, before: Sequence[Row], left: Sequence[Row], now: Sequence[Row]
) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of today less what the run did to them, which led from `before` to `left`.

    And of what the run had changed, what somebody else has changed since: the rows and their columns.
    """
    past, then, present = ({row[key]: row for row in rows} for rows in (before, left, now))
    wanted, since = [], []
    for value in dict.fromkeys((*past, *then, *present)):
        row = present.get(value)
        kept, others = _taken_back(past.get(value), then.get(value), row)
        wanted += [] if kept is None else [kept]
        if others:
            since.append(f"{key} {value} ({', '.join(others)})")
    return wanted, tuple(since)


def _taken_back(was: Row | None, did: Row | None, row: Row | None) -> tuple[Row | None, list[str]]:
    """A row as it is to be (None: not there), and the run's columns that are somebody else's now."""
    made = was or did
    if made is None:
        return row, []  # none of the run's
    if was is not None and did is not None:
        if row is None:  # nova purges what is deleted: that stays so, and keeps no other row from it
            return None, []
        touched = _differing(was, did)
        others = [c for c in touched if c in row and row[c] not in (was[c], did[c])]
        return {**row, **{c: was[c] for c in touched if c in row and c not in others}}, others
    others = _differing(made, row) if row is not None else []
    return (row, others) if others else (was, [])


def dated(table: str) -> Text:
    """Date all rows that stay: one that is deleted leaves no other sign of when it was."""
    return Text.of(f"UPDATE {quoted(table)} SET {quoted(CHANGED)} = UTC_TIMESTAMP()")  # noqa: S608


def _differing(before: Row, now: Row) -> list[str]:
    return [c for c in before if c in now and c != CHANGED and before[c] != now[c]]


def _delete(table: str, key: str, value: Any) -> Text:
    return Text.of(f"DELETE FROM {quoted(table)} WHERE {quoted(key)} = ", literal(key, value))  # noqa: S608


def _update(table: str, key: str, before: Row, now: Row) -> Text:
    columns = _differing(before, now) + ([CHANGED] if CHANGED in now else [])
    pairs = [Text.of(quoted(c), " = ", _value(c, before)) for c in columns]
    where = Text.of(f" WHERE {quoted(key)} = ", literal(key, before[key]))
    return Text.of(f"UPDATE {quoted(table)} SET ", *_joined(pairs), where)  # noqa: S608


def _insert(table: str, row: Row) -> Text:
    columns = ", ".join(quoted(column) for column in row)
    values = _joined([_value(column, row) for column in row])
    return Text.of(f"INSERT INTO {quoted(table)} ({columns}) VALUES (", *values, ")")  # noqa: S608


def _value(column: str, row: Row) -> Text:
    return Text.of("UTC_TIMESTAMP()") if column == CHANGED else literal(column, row[column])


def _joined(texts: Sequence[Text]) -> Iterator[str | Text]:
    for number, text in enumerate(texts):
        yield from (", ", text) if number else (text,)


def quoted(name: str) -> str:
    """The name of a table or column, for a statement."""
    return f"`{name.replace('`', '``')}`"


def literal(column: str, value: Any) -> Text:
    """A value for a statement; what may hold a password is a secret in it."""
    match value:
        case None:
            return Text.of("NULL")
        case bool() | int() | float() | Decimal():
            return Text.of(str(int(value) if isinstance(value, bool) else value))
        case bytes():
            return Text.of(f"0x{value.hex()}" if value else "''")
        case date():
            return Text.of(f"'{value}'")
    return _string(column, str(value))


def _string(column: str, value: str) -> Text:
    """In quotes; as hexadecimal where a backslash would mean one thing or another by sql_mode."""
    doubtful = any(word in column for word in _SECRET_WORDS) or "@" in value
    text = guarded(value) or Text.of(Secret(value) if doubtful else value)
    if "\\" in value:
        code = f"_utf8mb4 0x{value.encode().hex()}"
        return Text.of(code if text.parts == (value,) else Secret(code))
    return Text.of("'", *(_doubled(part) for part in text.parts), "'")


def _doubled(part: str | Secret) -> str | Secret:
    if isinstance(part, Secret):
        return Secret(part.reveal().replace("'", "''"))
    return part.replace("'", "''")
