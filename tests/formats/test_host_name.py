"""Names of hosts: how they are written, and when two may be one host's."""

from __future__ import annotations

import pytest

from actions.formats.host_name import may_be_one, plain_name, short


@pytest.mark.parametrize(
    ("written", "plain", "first"),
    [
        ("Cmp1.Example.org.", "cmp1.example.org", "cmp1"),
        ("block1@lvm#pool", "block1", "block1"),
        ("10.0.0.11", "10.0.0.11", "10.0.0.11"),
        ("[FD00:0::11]", "fd00::11", "fd00::11"),
        ("not:an:address", "not:an:address", "not:an:address"),
    ],
)
def test_a_name_as_it_is_compared(written: str, plain: str, first: str) -> None:
    assert (plain_name(written), short(plain_name(written))) == (plain, first)


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("cmp1", "cmp1.example.org", True),
        ("cmp1.example.org", "cmp1.example.org", True),
        ("cmp1.example.org", "cmp1.example.net", False),
        ("cmp1", "cmp11", False),
        ("10.0.0.11", "10.0.0.12", False),
    ],
)
def test_two_names(name: str, other: str, one: bool) -> None:
    assert may_be_one(name, other) is may_be_one(other, name) is one
