"""The layers: by import-linter's contracts in pyproject.toml, and by what an import really loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import actions

pytestmark = pytest.mark.slow

ROOT = Path(actions.__file__).parent.parent
TRANSPORTS = ("aiohttp", "amqp", "asyncssh", "openstack", "pymysql")


def test_the_contracts_hold() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("package", "never"),
    [
        ("actions.deployments", ("textual", *TRANSPORTS)),
        ("actions.facts", ("textual", *TRANSPORTS)),
        ("actions.checks", ("textual", *TRANSPORTS)),
        ("actions.install", ("textual", *TRANSPORTS)),
        ("actions.repair", ("textual", *TRANSPORTS)),
        ("actions.trace", ("textual", *TRANSPORTS)),
        ("screens", TRANSPORTS),
    ],
)
def test_importing_all_of_a_package_loads_none_of_it(package: str, never: tuple[str, ...]) -> None:
    code = (
        "import importlib, pkgutil, sys\n"
        f"package = importlib.import_module({package!r})\n"
        f"for info in pkgutil.walk_packages(package.__path__, {package + '.'!r}):\n"
        "    importlib.import_module(info.name)\n"
        f"print(sorted(set({never!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_console_starts_without_the_libraries_of_its_transports() -> None:
    """They take half a second, and come after the first frame."""
    code = (
        "import sys, screens.all, tui.console, tui.handlers, tui.live.site_backend\n"
        f"print(sorted(set({TRANSPORTS!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
