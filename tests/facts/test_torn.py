"""Answers that came torn, or of another shape: a fact or `ParseError`, and no password in the latter.

The answers of tests/cases/facts, cut and changed at random; a seed makes each run the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.formats.json_codec import MASK, encode
from actions.model.query import LoginResult, ParseError, ShellResult, SqlResult
from actions.model.secret import Secret
from tests.facts.test_cases import BY_NAME, CASES, answer_of

STRANGE: tuple[Any, ...] = (None, "", "x", 0, -1, 1.5, True, [], {}, ["x"], {"id": None}, "\x1b[31m")
NOISE = "\0\x1b\n @:=x9\ufffd"
TIMES = 20


def torn(answer: Any, dice: random.Random) -> Any:
    """The answer with one thing wrong in it."""
    if isinstance(answer, ShellResult | LoginResult):
        return replace(answer, out=_torn_text(answer.out, dice))
    if isinstance(answer, SqlResult):
        return replace(answer, results=_torn_rows(answer.results, dice))
    return _torn_value(answer, dice)


def _torn_text(text: str, dice: random.Random) -> str:
    """Its end is gone, or a part of it, or some letters are others."""
    first, second = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    noisy = "".join(dice.choice(NOISE) if dice.random() < 0.02 else letter for letter in text)
    return dice.choice((text[:first], text[:first] + text[second:], noisy))


def _torn_rows(results: tuple[Any, ...], dice: random.Random) -> tuple[Any, ...]:
    """A result is gone, or a value is NULL or another text."""
    copies = [[dict(row) for row in rows] for rows in results]
    full = [row for rows in copies for row in rows if row]
    if not full or dice.random() < 0.3:
        return tuple(map(tuple, copies[: dice.randrange(len(copies) + 1)]))
    row = dice.choice(full)
    row[dice.choice(list(row))] = dice.choice((None, "", "x\x1b"))
    return tuple(map(tuple, copies))


def _torn_value(value: Any, dice: random.Random) -> Any:
    """Somewhere inside, a value is another, or gone."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        key = dice.choice(list(value))
        rest = {k: v for k, v in value.items() if k != key}
        return rest if dice.random() < 0.3 else {**rest, key: _torn_value(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.85:
        place = dice.randrange(len(value))
        return [*value[:place], _torn_value(value[place], dice), *value[place + 1 :]]
    return dice.choice(STRANGE)


def passwords(case: dict[str, Any]) -> set[str]:
    """The secrets of a case's fact, but words that could stand anywhere."""

    def inside(value: Any) -> Iterator[str]:
        if isinstance(value, dict) and set(value) == {MASK}:
            yield value[MASK]
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                yield from inside(one)

    return {text for text in inside(case.get("fact")) if len(text) > 5}


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_fact_or_unreadable(path: Path) -> None:
    case = json.loads(path.read_text())
    probe, answer = BY_NAME[path.parent.name], answer_of(path, case)
    dice = random.Random(str(path.relative_to(path.parents[3])))
    for _ in range(TIMES):
        wrong = torn(answer, dice)
        try:
            fact = probe.read(wrong)
        except ParseError as error:
            assert not [text for text in passwords(case) if text in str(error)], wrong
        else:
            json.dumps(encode(fact, Secret.reveal))
