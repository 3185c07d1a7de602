"""The table of signatures: each has a line of its own, which no other matches."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from actions.causes.signatures import SIGNATURES, Signature, signature

LINES: dict[str, str] = json.loads(
    (Path(__file__).parent.parent / "cases" / "signatures.json").read_text()
)


@pytest.mark.parametrize("one", SIGNATURES, ids=lambda one: one.key)
def test_its_own_line_and_no_other(one: Signature) -> None:
    assert {key for key, line in LINES.items() if re.search(one.pattern, line)} == {one.key}


@pytest.mark.parametrize("one", SIGNATURES, ids=lambda one: one.key)
def test_what_it_says_is_half_a_sentence(one: Signature) -> None:
    assert one.cause
    assert one.advice
    assert not one.cause.endswith(".")
    assert not one.advice.endswith(".")


def test_there_are_enough_and_each_once() -> None:
    assert len(SIGNATURES) >= 60
    assert len({one.key for one in SIGNATURES}) == len(SIGNATURES)
    assert LINES.keys() == {one.key for one in SIGNATURES}


def test_a_line_of_routine_has_none() -> None:
    assert signature("INFO nova.compute.resource_tracker Final resource view: free_ram=7000MB") is None


NAMED = {
    "conf-absent": "/etc/nova/api-paste.ini is not there, or the service may not read it",
    "permission": "it may not read or write /var/log/nova/nova-manage.log",
    "conf-unparsed": "/etc/nova/nova.conf:12 cannot be parsed",
    "conf-required": "option transport_url in group [DEFAULT] is not set",
    "conf-value": "option local_ip has a value that is none of its kind",
    "module-missing": "module named 'oslo_service.backend' is missing, or of another release than the "
    "service",
}


@pytest.mark.parametrize("key", NAMED)
def test_a_cause_names_what_its_line_names(key: str) -> None:
    known = signature(LINES[key])
    assert known is not None
    assert known.of(LINES[key]) == NAMED[key]


def test_what_a_line_does_not_name_has_no_name() -> None:
    line = "ERROR glance PermissionError: [Errno 13] Permission denied"
    known = signature(line)
    assert known is not None
    assert known.of(line) == "it may not read or write one of its files"
