"""Which values of a file are IPv4 addresses: anything may stand there."""

from __future__ import annotations

import pytest

from actions.formats.ipv4 import is_ipv4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.0.0.11", True),
        ("10.0.0.256", False),
        ("10.0.0.0/24", False),
        ("010.0.0.1", False),
        ("controller", False),
        ("::1", False),
        ("", False),
        (167772171, False),
        (None, False),
    ],
)
def test_only_the_text_of_an_address_is_one(value: object, expected: bool) -> None:
    assert is_ipv4(value) is expected
