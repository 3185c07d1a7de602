"""No path, unit or tool of OpenStack is named outside deployments/: another deployer has others.

Read are all strings of the program but docstrings, and but what a step says of the installation guide:
that speaks of the guide's own commands. A string that means the *service*, as an API lists it, comes
from `deployments.services`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import actions
from actions.deployments import services
from actions.deployments.all import DEPLOYMENTS

ROOT = Path(actions.__file__).parent.parent
OURS = ("actions/deployments/", "actions/sim/")
_PROJECTS = "cinder|glance|keystone|neutron|nova|placement"

PATHS = re.compile(
    rf"/(?:etc|var/lib|var/log|usr/share|run)/(?:{_PROJECTS}|mysql|rabbitmq|openvswitch|kolla)\b"
    r"|/etc/(?:default/(?:nova|neutron|cinder)|memcached)|dist-packages"
    r"|/opt/stack|/openstack/|config-data|/var/snap|/var/lib/juju"
)
TOOLS = re.compile(r"\b(?:cinder|glance|keystone|neutron-db|nova|placement)-(?:manage|status)\b")

DEPLOYERS = re.compile(r"kolla|openstack-ansible|devstack|tripleo|edpm|juju|sunbeam|/usr/share/", re.I)
"""Words that only a file of a deployer's has."""
SAID_ALL_THE_SAME = {
    "actions/causes/known/compute.py": "where a line of a log was reported",
    "actions/causes/known/storage.py": "where a line of a log was reported",
    "actions/site/inventory/roles.py": "groups of the inventories that deployers write",
}
"""Files whose strings may look like units, and why."""


def _units() -> re.Pattern[str]:
    """Names of services, and of units of any deployment; a plain word may mean the project."""
    known = {value for name, value in vars(services).items() if name.isupper()}
    for deployment in DEPLOYMENTS:
        known |= {unit for several in deployment.units.values() for unit in several}
        known |= {unit for part in deployment.parts.values() for unit in part.units}
    names = sorted((name for name in known if "-" in name or name == "apache2"), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-]|\.conf)")


def _files() -> list[Path]:
    found = (path for folder in ("actions", "screens", "tui") for path in (ROOT / folder).rglob("*.py"))
    return [path for path in found if not str(path.relative_to(ROOT)).startswith(OURS)]


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Every string constant, also inside f-strings, less docstrings and words about the guide."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg == "deviation":
            left_out |= {id(inner) for inner in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def named(pattern: re.Pattern[str]) -> list[str]:
    """Where a string names what only deployments/ may, and what."""
    return [
        f"{path.relative_to(ROOT)}:{line}: {found[0]}"
        for path in _files()
        for line, text in strings(path.read_text())
        if (found := pattern.search(text))
    ]


@pytest.mark.parametrize("pattern", [PATHS, TOOLS], ids=["paths", "tools"])
def test_no_path_and_no_tool_is_named(pattern: re.Pattern[str]) -> None:
    assert named(pattern) == []


def test_no_deployer_is_named() -> None:
    places = [place for place in named(DEPLOYERS) if place.partition(":")[0] not in SAID_ALL_THE_SAME]
    assert places == []


def test_no_unit_is_named() -> None:
    places = [place for place in named(_units()) if place.partition(":")[0] not in SAID_ALL_THE_SAME]
    assert places == []


def test_what_is_said_all_the_same_is_still_said() -> None:
    assert {
        place.partition(":")[0] for p in (_units(), DEPLOYERS) for place in named(p)
    } >= SAID_ALL_THE_SAME.keys()


def test_a_string_is_found_wherever_it_stands() -> None:
    source = (
        '"""Prose: nova-manage."""\n'
        'A = f"{1} nova-api"\n'
        'def f(x: str = "/etc/nova/nova.conf") -> str:\n'
        '    "Prose: /var/lib/nova."\n'
        '    return step(x, deviation="`service nova-api restart`")\n'
    )
    assert [line for line, text in strings(source) if text.strip()] == [2, 3]
