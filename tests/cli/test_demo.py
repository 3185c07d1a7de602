"""The simulated cloud behind --demo: started when it is needed, shared, and ended on demand."""

from __future__ import annotations

import json

import pytest

from actions.sim.names import NAMES
from tests.cli.conftest import Call

pytestmark = pytest.mark.slow


def test_it_starts_by_itself_and_ends_when_told(call: Call) -> None:
    assert call("demo", "--stop").err == "No simulated cloud was running.\n"
    try:
        said = call("check", "--demo", "--json")
        data = json.loads(said.out)
        assert (said.code, data["simulated"]) == (1, True)
        assert "cell0-shared" in {finding["code"] for finding in data["findings"]}
    finally:
        ended = call("demo", "--stop")
    assert ended.err == "The simulated cloud is ended.\n"


def test_a_trouble_that_nothing_has_is_told_with_those_that_there_are(call: Call) -> None:
    said = call("demo", "--trouble", "rust")
    assert (said.code, said.out) == (2, "")
    *names, wrong = said.err.splitlines()
    assert wrong == "stackmend: The simulated cloud has no trouble 'rust'."
    assert set(" ".join(names).split()) == set(NAMES)
    assert all(len(row) <= 80 and row.count("  ") for row in names[:3])


def test_the_troubles_are_listed(call: Call) -> None:
    said = call("demo", "--trouble", "list")
    assert (said.code, said.out.split(), said.err) == (0, list(NAMES), "")
