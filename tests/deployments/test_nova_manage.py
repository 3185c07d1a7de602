"""What is asked of nova-manage, and what operators are told to ask of it: every release has it.

Or the sentence names the release that brought it. The table is read from nova's own tags.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import actions
from actions.facts.nova.cell_mappings import ApiDatabase

ROOT = Path(actions.__file__).parent
TABLE = json.loads((Path(__file__).parent.parent / "cases/deployments/nova_manage.json").read_text())
COMMANDS: dict[str, dict[str, list[str]]] = TABLE["commands"]
OLDEST = TABLE["releases"][0]
_COMMAND = re.compile(
    rf"\b(?P<command>{'|'.join(COMMANDS)})\b(?P<options>(?: (?:--[\w-]+|[^-`\s]\S*))*)"
)


def _strings() -> Iterator[tuple[str, str]]:
    """File and text of each string of the library but the simulated cloud's; "{}" is filled in."""
    for path in sorted(ROOT.rglob("*.py")):
        if "sim" in path.relative_to(ROOT).parts:
            continue
        tree = ast.parse(path.read_text())
        pieces: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                pieces.update(map(id, node.values))
                yield (
                    path.name,
                    "".join(
                        str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
                    ),
                )
            elif (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in pieces
            ):
                yield path.name, node.value


def _used() -> Iterator[tuple[str, str, str, str]]:
    for name, text in _strings():
        for found in _COMMAND.finditer(text):
            yield name, found["command"], "", text
            for option in re.findall(r"--[\w-]+", found["options"]):
                yield name, found["command"], option, text


def test_every_release_has_it_or_it_is_told_since_when() -> None:
    wrong = []
    for name, command, option, text in _used():
        since = COMMANDS[command].get(option)
        if since is None or len(since) > 1:
            wrong.append(f"{name}: {command} has no {option}")
        elif since[0] not in (OLDEST, *re.findall(r"\w+", text.lower())):
            wrong.append(f"{name}: {command} {option} came with {since[0]}")
    assert wrong == []


def test_those_that_repairs_need_are_among_them() -> None:
    used = {command for _, command, _, _ in _used()}
    assert {"cell_v2 update_cell", "cell_v2 discover_hosts", "cell_v2 delete_cell", "db sync"} <= used


def test_the_api_database_tells_what_nova_of_its_release_does() -> None:
    known = {name: ApiDatabase(schema_version=last) for name, last in TABLE["nova_api"].items()}
    assert [name for name, api in known.items() if api.is_too_old] == ["pike"]
    assert [name for name, api in known.items() if not api.fills_templates] == ["pike", "queens"]
