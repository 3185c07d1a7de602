"""JSON among whatever else a tool prints."""

from __future__ import annotations

import pytest

from actions.formats.tool_json import first_json


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('warning: ["a", {}]\n{"a": 1}\nDeprecated: foo', {"a": 1}),
        ('[{a,b}]\n[]\n  {"a":\n1}', {"a": 1}),
        ('[{"a": 1}', None),
        ('level=warning msg="map[a:{}]"', None),
        ("", None),
    ],
)
def test_an_object_that_begins_a_line_is_found(text: str, found: object) -> None:
    assert first_json(text, dict) == found


def test_a_list_is_no_object_of_its_own() -> None:
    assert first_json('{"a": 1}\n[\n{"b": 2}\n]\n', list) == [{"b": 2}]
