"""One file and one line for each part: strays, doubles, disorder and unknown repairs are found."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import actions
from actions.checks.all import CHECKS
from actions.facts.all import PROBES
from actions.model.fact import Probe
from actions.model.finding import Check
from actions.model.plan import Action, Step
from actions.registry import all_actions

ROOT = Path(actions.__file__).parent.parent
VALUES = {"PROBE": PROBES, "CHECK": CHECKS}


def _modules(package: str) -> list[ModuleType]:
    """All modules below a package, at any depth."""
    folder = ROOT / package.replace(".", "/")
    found = pkgutil.walk_packages([str(folder)], f"{package}.")
    return [importlib.import_module(info.name) for info in found if not info.ispkg]


@cache
def _imports() -> frozenset[str]:
    """The modules that anything of the project, tests apart, imports from."""
    found: set[str] = set()
    for path in (p for folder in ("actions", "tui", "screens") for p in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _rooms(package: str) -> list[ModuleType]:
    """The modules in its rooms: neither what helps several (`_support`) nor what joins them all."""
    modules = _modules(package)
    return [m for m in modules if m.__name__.count(".") > 2 and "._support." not in m.__name__]


def _values(module: ModuleType, name: str) -> list[Any]:
    """Its one value of that name, or its table of kindred ones."""
    one = getattr(module, name, None)
    return [one] if one is not None else list(getattr(module, f"{name}S", ()))


def _steps(all_of: Iterable[Action]) -> set[int]:
    return {id(step) for action in all_of for step in action.steps}


@pytest.mark.parametrize(("package", "name"), [("actions.facts", "PROBE"), ("actions.checks", "CHECK")])
def test_each_file_of_a_room_holds_one_that_is_registered(package: str, name: str) -> None:
    registered = {id(value) for value in VALUES[name]}
    found = {m.__name__: _values(m, name) for m in _rooms(package)}
    assert [module for module, values in found.items() if not values] == []
    assert {id(value) for values in found.values() for value in values} == registered


def test_each_repair_and_install_action_is_registered() -> None:
    registered = {id(action) for action in all_actions()}
    modules = _modules("actions.repair") + _modules("actions.install")
    strays = [m.__name__ for m in modules if hasattr(m, "ACTION") and id(m.ACTION) not in registered]
    assert strays == []


def test_each_step_is_in_an_action() -> None:
    used = _steps(all_actions())
    strays = [
        module.__name__
        for module in _modules("actions.repair") + _modules("actions.install")
        if isinstance(getattr(module, "STEP", None), Step) and id(module.STEP) not in used
    ]
    assert strays == []


@pytest.mark.parametrize(
    "package", ["actions.facts", "actions.checks", "actions.repair", "actions.install", "screens"]
)
def test_no_file_is_there_that_nothing_imports(package: str) -> None:
    assert [m.__name__ for m in _modules(package) if m.__name__ not in _imports()] == []


def _names(values: Iterable[Any], key: str) -> list[str]:
    return [getattr(value, key) for value in values]


def test_probes_are_sorted_and_named_once() -> None:
    names = _names(PROBES, "name")
    assert names == sorted(set(names))


def test_checks_are_sorted_and_named_once_and_after_their_files() -> None:
    codes = _names(CHECKS, "code")
    assert codes == sorted(set(codes))
    for module in _rooms("actions.checks"):
        file = module.__name__.rpartition(".")[2].replace("_", "-")
        codes = _names(_values(module, "CHECK"), "code")
        assert codes == [file] or all(code.startswith(f"{file}-") for code in codes)


def test_actions_are_named_once() -> None:
    names = _names(all_actions(), "name")
    assert len(names) == len(set(names))


@pytest.mark.parametrize("action", all_actions(), ids=lambda a: a.name)
def test_the_steps_of_an_action_are_named_once(action: Action) -> None:
    names = _names(action.steps, "name")
    assert len(names) == len(set(names))


def test_what_probes_checks_and_steps_need_is_registered() -> None:
    known = {id(probe) for probe in PROBES}
    users: list[Probe[Any] | Check | Step] = [*PROBES, *CHECKS]
    users += [step for action in all_actions() for step in action.steps]
    strays = {need.name for user in users for need in user.needs if id(need) not in known}
    assert strays == set()


def _named_repairs(source: str) -> set[str]:
    """The strings that stand where a finding names its repair, also inside `x if y else z`."""
    found: set[str] = set()
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        places = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
        places += call.args[4:5] if name == "Finding" else []
        for place in places:
            constants = [node for node in ast.walk(place) if isinstance(node, ast.Constant)]
            found |= {str(constant.value) for constant in constants if constant.value}
    return found


def test_the_repair_that_a_finding_names_exists() -> None:
    sources = [path.read_text() for path in (ROOT / "actions" / "checks").rglob("*.py")]
    named = set().union(*(_named_repairs(source) for source in sources))
    assert "remap-cell0" in named
    assert named <= {action.name for action in all_actions()}
