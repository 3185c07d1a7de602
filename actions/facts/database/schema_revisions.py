"""The schema revisions that the installed programs know: the newest, and all before them.

A schema at a revision that a program does not know was made by a newer one: it is not behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts._support.shell import sections
from actions.facts.database.schema_heads import ask, revisions
from actions.model.fact import Probe
from actions.model.query import ShellResult


@dataclass(frozen=True)
class Revisions:
    """What one program brings."""

    heads: frozenset[str]
    """Those that no other one builds on: neutron and keystone have two."""
    known: frozenset[str]


def parse(answer: ShellResult) -> Mapping[str, Revisions]:
    """By the schema's name; no programs, no entry."""
    found: dict[str, Revisions] = {}
    for name, text in sections(answer).items():
        if text.strip():
            known, built_on = revisions(text)
            found[name] = Revisions(known - built_on, known)
    return found


PROBE = Probe("schema-revisions", ask, parse, period=300)
