"""Programs that are sent to hosts: their python3 may be 3.6 (RHEL 8, Ubuntu 18.04)."""

from __future__ import annotations

import ast
import inspect
import shutil
import subprocess
import sys

import pytest

from actions.deployments import answers
from actions.facts.keystone import certificates, keystone_keys, service_logins
from actions.formats import oslo_ini
from actions.script.prelude import editor
from actions.transport import remote_questions, tls

PROGRAMS = {
    "answers": answers.SCRIPT,
    "oslo_ini": inspect.getsource(oslo_ini),
    "editor": editor(),
    "certificates": certificates.LOOK,
    "keystone_keys": keystone_keys.LOOK,
    "service_logins": service_logins.LOGIN,
    "remote_questions": inspect.getsource(remote_questions),
    "tls": tls.LOOK,
}
MODULES = {
    "base64", "concurrent.futures", "configparser", "glob", "grp", "hashlib", "json", "os", "pwd", "re",
    "select", "shutil", "signal", "socket", "ssl", "subprocess", "sys", "time", "typing",
    "urllib.error", "urllib.request",
}  # fmt: skip
"""Of the standard library of 3.6; what is imported besides is looked up there and added."""
LATER = {
    "removeprefix", "removesuffix", "cache", "cached_property", "dataclass", "dataclasses",
    "fromisoformat", "zoneinfo", "tomllib", "Protocol", "Literal", "Final", "TypedDict", "Annotated",
    "TypeAlias", "ParamSpec", "Self", "pairwise", "batched", "prod", "isqrt", "capture_output",
    "is_relative_to", "readlink", "with_stem", "missing_ok", "to_thread", "TaskGroup", "breakpoint",
    "aclosing", "nullcontext",
}  # fmt: skip
"""Names that came after 3.6, as attributes, imports or keywords."""
BUILTINS = {"dict", "frozenset", "list", "set", "tuple", "type"}

every_program = pytest.mark.parametrize("name", PROGRAMS)


def _too_new(tree: ast.AST) -> list[str]:
    """What 3.6 would refuse, though its grammar reads it."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found += [one.name for one in names if one.name not in MODULES]
            case ast.ImportFrom(module=module, names=names):
                found += [f"from {module}"] if module not in MODULES else []
                found += [one.name for one in names if one.name in LATER]
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                if name in LATER:
                    found.append(name)
            case ast.Subscript(value=ast.Name(id=name)) if name in BUILTINS:
                found.append(f"{name}[]")
            case ast.AnnAssign(annotation=ast.BinOp()) | ast.arg(annotation=ast.BinOp()):
                found.append("X | Y")
            case ast.FunctionDef(returns=ast.BinOp()):
                found.append("X | Y")
    return found


@every_program
def test_it_is_of_the_standard_library_and_of_python_3_6(name: str) -> None:
    tree = ast.parse(PROGRAMS[name], feature_version=(3, 6))
    assert _too_new(tree) == []


@every_program
def test_whoever_changes_it_is_told_in_its_first_line(name: str) -> None:
    if name not in ("answers", "certificates", "keystone_keys", "service_logins", "tls"):
        assert "Sent to hosts" in PROGRAMS[name].splitlines()[0]


@pytest.mark.parametrize(
    "text",
    [
        "from __future__ import annotations",
        "import dataclasses",
        "x = 'a'.removesuffix('b')",
        "from functools import cache",
        "def f(a: list[str]): pass",
        "def f() -> int | None: pass",
        "x: str | None = None",
    ],
)
def test_what_is_newer_is_seen(text: str) -> None:
    assert _too_new(ast.parse(text))


@pytest.mark.parametrize("text", ["(a := 1)", "def f(a, /): pass"])
def test_what_the_grammar_of_3_6_lacks_is_refused(text: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(text, feature_version=(3, 6))


def test_no_f_string_names_itself() -> None:
    """f"{x=}" is an f-string to every grammar: it is looked for."""
    for text in PROGRAMS.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr):
                assert "=}" not in (ast.get_source_segment(text, node) or "")


@every_program
def test_an_old_python_that_is_here_compiles_it(name: str) -> None:
    """3.6 itself where this machine has it; else this one."""
    python = shutil.which("python3.6") or sys.executable
    code = "import sys; compile(sys.stdin.read(), 'sent', 'exec')"
    done = subprocess.run(
        [python, "-c", code], input=PROGRAMS[name], text=True, capture_output=True, check=False
    )
    if "command not found" in done.stderr:
        pytest.skip("python3.6 is a shim of pyenv without a version")
    assert done.returncode == 0, done.stderr
