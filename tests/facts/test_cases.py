"""Every probe on answers as they come: tests/cases/facts/PROBE/NAME.json.

A case has `about`, an answer, and the `fact` in it, or how it is `unreadable`. The answer is `json`
(an API's), `sql` (rows for each statement, or `code` and `error`), `url`, `amqp`, `login`, or `shell`
(lines); a host's long output stands in NAME.txt. Facts are written as `actions.formats.json_codec`
writes them, with secrets.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from actions.facts.all import PROBES
from actions.formats.json_codec import encode
from actions.model.query import AmqpResult, LoginResult, ParseError, ShellResult, SqlResult, UrlResult
from actions.model.secret import Secret

FOLDER = Path(__file__).parent.parent / "cases" / "facts"
CASES = sorted(FOLDER.glob("*/*.json"))
BY_NAME = {probe.name: probe for probe in PROBES}


def answer_of(path: Path, case: dict[str, Any]) -> Any:
    """What the probe is given."""
    if "json" in case:
        return case["json"]
    if "amqp" in case:
        return AmqpResult(**case["amqp"])
    if "login" in case:
        return LoginResult(**case["login"])
    if "url" in case:
        return UrlResult(**case["url"])
    if "sql" in case or "code" in case:
        results = tuple(tuple(rows) for rows in case.get("sql", ()))
        return SqlResult(results, case.get("code", 0), case.get("error", ""))
    text = path.with_suffix(".txt")
    out = text.read_text() if text.exists() else "".join(f"{line}\n" for line in case["shell"])
    return ShellResult(case.get("exit", 0), out, case.get("err", ""))


def _written(fact: object) -> Any:
    return json.loads(json.dumps(encode(fact, Secret.reveal)))


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    case = json.loads(path.read_text())
    probe, answer = BY_NAME[path.parent.name], answer_of(path, case)
    assert case["about"]
    if "unreadable" in case:
        with pytest.raises(ParseError, match=case["unreadable"]):
            probe.parse(answer)
    else:
        assert _written(probe.parse(answer)) == case["fact"]


@pytest.mark.parametrize("probe", PROBES, ids=lambda p: p.name)
def test_each_probe_has_a_case(probe: Any) -> None:
    assert [path for path in CASES if path.parent.name == probe.name]
