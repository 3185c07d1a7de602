"""What is installed: a jump host gets no simulated cloud, and is told how to get one."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DEMO = {"aiohttp", "mysql-mimic", "sqlglot"}
MODULES = tuple(name.replace("-", "_") for name in sorted(DEMO))
WITHOUT = (
    f"import sys; sys.modules.update(dict.fromkeys({MODULES}))\n"
    "from tui.__main__ import main; sys.exit(main(sys.argv[1:]))"
)
"""A Python in which these cannot be imported."""
HINT = "stackmend: The simulated cloud is an extra: pip install 'stackmend[demo]'\n"


def _names(extra: str) -> set[str]:
    """The requirements of an extra; "" are those that everybody gets."""
    found = [line.partition(";") for line in requires("stackmend") or ()]
    marked = f'extra == "{extra}"'
    wanted = [need for need, _, mark in found if (marked in mark if extra else "extra" not in mark)]
    return {match[0].lower() for need in wanted if (match := re.match(r"[\w.-]+", need))}


def test_the_libraries_of_the_simulated_cloud_are_an_extra() -> None:
    assert _names("demo") == DEMO
    assert "asyncssh" in _names("")
    assert not _names("") & DEMO
    assert "stackmend" in _names("test")


@pytest.mark.parametrize("package", ["actions", "screens", "tui"])
def test_every_package_says_that_it_is_typed(package: str) -> None:
    assert (Path(*importlib.import_module(package).__path__) / "py.typed").is_file()


def _without(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    words = [sys.executable, "-c", WITHOUT, *arguments]
    paths = {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run(words, capture_output=True, text=True, check=False, env={**home, **paths})


@pytest.mark.parametrize(
    "arguments",
    [
        "demo",
        "demo --stop",
        "demo --trouble dead-agent",
        "--demo",
        "check --demo",
        "plan --demo remap-cell0",
    ],
)
def test_without_them_the_demo_says_what_to_install(tmp_path: Path, arguments: str) -> None:
    said = _without(tmp_path, *arguments.split())
    assert (said.returncode, said.stdout, said.stderr) == (2, "", HINT)


@pytest.mark.parametrize("arguments", ["info", "--help", "runs", "plan"])
def test_without_them_all_else_works(tmp_path: Path, arguments: str) -> None:
    said = _without(tmp_path, arguments)
    assert (said.returncode, "Traceback" in said.stderr) == (0, False), said.stderr
