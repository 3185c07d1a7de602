"""Backups survive their file, and make the statements that put rows back."""

from __future__ import annotations

import stat
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.formats.url import Url
from actions.model.command import Rows
from actions.run.backup import Backup, Row, read_backups, write_backups
from actions.run.restore_rows import restore_rows, taken_back

URL = Url.parse("mysql+pymysql://nova:pw1@ctl/nova_api")
assert URL is not None
OF = Rows("ctl", URL.text, "cell_mappings", "id", "id < 3")
ROW: Row = {
    "id": 3,
    "name": "it's α",
    "none": None,
    "when": datetime(2026, 1, 2, 3, 4, 5, 678),
    "raw": b"\x00\xff",
    "exact": Decimal("1.50"),
    "share": 0.25,
    "disabled": False,
}


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    backup = Backup(OF, (ROW,))
    name = write_backups(tmp_path, "map", [backup])
    assert read_backups(tmp_path / name) == (backup,)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_resumed_step_keeps_the_first_backup(tmp_path: Path) -> None:
    names = [write_backups(tmp_path, "map", [Backup(OF, ({"id": n},))]) for n in (1, 2)]
    assert names == ["backup-map.json", "backup-map-2.json"]
    assert read_backups(tmp_path / names[0])[0].rows == ({"id": 1},)


def test_a_value_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="a value of type set cannot be backed up"):
        write_backups(tmp_path, "map", [Backup(OF, ({"id": {1}},))])


Rowset = tuple[dict[str, Any], ...]
PUT_BACK: dict[str, tuple[Rowset, Rowset, tuple[str, ...]]] = {
    "the same": (({"id": 1, "a": "x"},), ({"id": 1, "a": "x"},), ()),
    "no rows": ((), (), ()),
    "only the time of change": (
        ({"id": 1, "updated_at": None},),
        ({"id": 1, "updated_at": "now"},),
        (),
    ),
    "one column of one row": (
        ({"id": 1, "a": "x", "b": 5}, {"id": 2, "a": "y", "b": 6}),
        ({"id": 1, "a": "x", "b": 5}, {"id": 2, "a": "z", "b": 6}),
        ("UPDATE `t` SET `a` = 'y' WHERE `id` = 2",),
    ),
    "with a time of change": (
        ({"id": 1, "a": None, "updated_at": None},),
        ({"id": 1, "a": "z", "updated_at": None},),
        ("UPDATE `t` SET `a` = NULL, `updated_at` = UTC_TIMESTAMP() WHERE `id` = 1",),
    ),
    "a new row": ((), ({"id": "h'1"},), ("DELETE FROM `t` WHERE `id` = 'h''1'",)),
    "a row that is gone": (
        ({"id": 1, "a": b"\x00\xff", "b": False},),
        (),
        ("INSERT INTO `t` (`id`, `a`, `b`) VALUES (1, 0x00ff, 0)",),
    ),
    "what is new goes before what is gone comes": (
        ({"id": 1},),
        ({"id": 2},),
        ("DELETE FROM `t` WHERE `id` = 2", "INSERT INTO `t` (`id`) VALUES (1)"),
    ),
    "a time": (
        ({"id": 1, "a": datetime(2026, 1, 2, 3, 4, 5)},),
        ({"id": 1, "a": None},),
        ("UPDATE `t` SET `a` = '2026-01-02 03:04:05' WHERE `id` = 1",),
    ),
    "a backslash": (
        ({"id": 1, "a": "x\\'y"},),
        ({"id": 1, "a": ""},),
        ("UPDATE `t` SET `a` = _utf8mb4 0x785c2779 WHERE `id` = 1",),
    ),
    "a new column of a newer schema": (({"id": 1, "a": 1},), ({"id": 1, "a": 1, "b": 2},), ()),
}


@pytest.mark.parametrize(("before", "now", "statements"), PUT_BACK.values(), ids=PUT_BACK)
def test_put_back(before: Rowset, now: Rowset, statements: tuple[str, ...]) -> None:
    assert tuple(text.wire() for text in restore_rows("t", "id", before, now)) == statements


HIDDEN = {
    "a URL": ("database_connection", "mysql://n:p'w@ctl/x", "'mysql://n:****@ctl/x'", "p''w"),
    "an odd URL": ("database_connection", "mysql://n:p@w@ctl/x", "'****'", "p@w"),
    "a backslash in a URL": ("transport_url", "rabbit://n:p\\w@ctl/", "****", "5c77"),
    "a column of that name": ("admin_password", "pw", "'****'", "'pw'"),
    "an @ in a text": ("note", "user:pw@host", "'****'", "user:pw@host"),
    "a template": ("transport_url", "{scheme}://{username}:{password}@h/", None, "{password}@h"),
}


@pytest.mark.parametrize(("column", "value", "shown", "sent"), HIDDEN.values(), ids=HIDDEN)
def test_what_may_be_a_password_is_sent_and_not_shown(
    column: str, value: str, shown: str | None, sent: str
) -> None:
    (text,) = restore_rows("t", "id", ({"id": 1, column: value},), ({"id": 1, column: "other"},))
    expected = shown or f"'{value}'"
    assert _assigned(text.shown()) == expected
    assert sent in text.wire()


def _assigned(statement: str) -> str:
    return statement.partition(" = ")[2].partition(" WHERE ")[0]


R: dict[str, Any] = {"id": 2, "db": "old", "url": "u", "disabled": 0, "updated_at": None}
"""A row before the run, which changes its database; others change its URL, or switch it off."""
DID = {**R, "db": "new", "updated_at": "then"}
SINCE: dict[str, tuple[Rowset, Rowset, Rowset, tuple[str, ...], tuple[str, ...]]] = {
    "nobody else": ((R,), (DID,), (DID,), ("UPDATE `t` SET `db` = 'old', $ WHERE `id` = 2",), ()),
    "it is so already": ((R,), (DID,), ({**R, "updated_at": "now"},), (), ()),
    "other columns stay": (
        (R,),
        (DID,),
        ({**DID, "url": "rotated", "disabled": 1},),
        ("UPDATE `t` SET `db` = 'old', $ WHERE `id` = 2",),
        (),
    ),
    "the same column": ((R,), (DID,), ({**DID, "db": "third"},), (), ("id 2 (db)",)),
    "what the run left alone": ((R,), (R,), ({**R, "db": "third"},), (), ()),
    "a row of somebody else's": ((R,), (R,), (R, {**R, "id": 9}), (), ()),
    "gone, and not the run's": ((R,), (R,), (), (), ()),
    "gone since, as what nova purges": ((R,), (DID,), (), (), ()),
    "made by the run": (
        (),
        (R,),
        ({**R, "updated_at": "now"},),
        ("DELETE FROM `t` WHERE `id` = 2",),
        (),
    ),
    "made, and gone since": ((), (R,), (), (), ()),
    "made, and changed since": ((), (R,), ({**R, "url": "rotated"},), (), ("id 2 (url)",)),
    "taken away": (
        (R,),
        (),
        (),
        ("INSERT INTO `t` (`id`, `db`, `url`, `disabled`, `updated_at`) VALUES (2, 'old', 'u', 0, $)",),
        (),
    ),
    "taken away, and there again": ((R,), (), (R,), (), ()),
    "taken away, and made anew": ((R,), (), ({**R, "db": "third"},), (), ("id 2 (db)",)),
    "its column is no more": ((R,), (DID,), ({"id": 2, "url": "u"},), (), ()),
}


@pytest.mark.parametrize("name", SINCE)
def test_what_others_have_changed_since_is_theirs(name: str) -> None:
    before, left, now, statements, since = SINCE[name]
    wanted, others = taken_back("id", before, left, now)
    assert others == since
    made = tuple(text.wire() for text in restore_rows("t", "id", wanted, now))
    stamp = {True: "`updated_at` = UTC_TIMESTAMP()", False: "UTC_TIMESTAMP()"}
    assert made == tuple(one.replace("$", stamp[one.startswith("UPDATE")]) for one in statements)
