"""What a person may have meant."""

from __future__ import annotations

import pytest

from actions.formats.suggest import suggest, suggest_pair

KNOWN = [("ctl", "nova-api"), ("ctl", "nova-scheduler"), ("ctl2", "nova-api"), ("cmp1", "nova-compute")]

PAIRS = {
    "ctl/nova-schedular": " Do you mean ctl/nova-scheduler?",
    "ctl/xyzzy": "",
    "clt2/nova-api": " Do you mean ctl2/nova-api?",
    "xyzzy/nova-api": "",
    "nova-api": " Do you mean ctl/nova-api or ctl2/nova-api?",
    "cpm1/nova-comptue": " Do you mean cmp1/nova-compute?",
    "xyzzy": "",
    "": "",
}


@pytest.mark.parametrize(("text", "meant"), PAIRS.items())
def test_the_part_that_is_right_is_kept(text: str, meant: str) -> None:
    assert suggest_pair(text, KNOWN) == meant


def test_of_a_mapping_the_values_are_told_each_once() -> None:
    assert suggest("cell1", {"cell1": "u (cell1)", "cell": "u (cell1)", "x": "y"}) == (
        " Do you mean u (cell1)?"
    )
    assert suggest("cell1", []) == ""
