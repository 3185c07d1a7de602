"""An inventory on the disk: a file, or a folder of them with group_vars and host_vars."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from actions.site.inventory.groups import Inventory
from actions.site.inventory.ini import read_ini
from actions.site.inventory.tables import is_tables, read_tables, variables_of

_YAML = (".yml", ".yaml", ".json")
_IGNORED = (
    ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry",
)  # fmt: skip
"""Ansible's INVENTORY_IGNORE_EXTS."""
_VARS = ("group_vars", "host_vars")
_VAULT = "$ANSIBLE_VAULT;"


def read_files(path: Path) -> tuple[Inventory, list[str]]:
    """What the file or folder says, and what of it was passed over.

    Raises ValueError and OSError; in a folder, the sentence begins with the file's name there.
    """
    inventory = Inventory()
    passed: list[str] = []
    for file in [path] if path.is_file() or not path.exists() else _sources(path):
        with _Named(file, path):
            _read(_text(file), file, inventory)
    folder = path if path.is_dir() else path.parent
    for group, file in _variables(folder / "group_vars"):
        if group in inventory.groups or group == "all":
            _add(file, folder, inventory.group(group).file_vars, passed)
    for host, file in _variables(folder / "host_vars"):
        if host in inventory.host_vars:
            _add(file, folder, inventory.host_file_vars.setdefault(host, {}), passed)
    return inventory, passed


class _Named:
    """Puts the file's name in front of what is wrong with it, where it is one of several."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._name = str(file.relative_to(folder)) if file != folder else ""

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Raise the same with the name."""
        if self._name and isinstance(error, RecursionError):
            raise ValueError(f"{self._name}: it is nested too deep.") from None
        if self._name and isinstance(error, ValueError):
            raise ValueError(f"{self._name}: {error}") from None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


def _read(text: str, file: Path, inventory: Inventory) -> None:
    if text.startswith(_VAULT):
        raise ValueError("it is encrypted by ansible-vault; `ansible-inventory` here would open it.")
    if text.startswith("#!"):
        raise ValueError("it is a program; `ansible-inventory` here would run it.")
    if file.suffix in _YAML or (not file.suffix and is_tables(text)):
        read_tables(text, inventory)
    else:
        read_ini(text, inventory)


def _sources(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name.endswith(_IGNORED) or entry.name in _VARS:
            continue
        if entry.is_dir():
            yield from _sources(entry)
        else:
            yield entry


def _variables(folder: Path) -> Iterator[tuple[str, Path]]:
    """Names of groups or hosts, each with a file about it: NAME, NAME.yml, or any file below NAME/."""
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir():
            yield from ((entry.name, file) for file in sorted(entry.rglob("*")) if _is_variables(file))
        elif entry.suffix in _YAML:
            yield entry.stem, entry
        else:
            yield entry.name, entry


def _is_variables(file: Path) -> bool:
    hidden = file.name.startswith(".") or file.name.endswith("~")
    return file.is_file() and not hidden and file.suffix in ("", *_YAML)


def _add(file: Path, folder: Path, variables: dict[str, object], passed: list[str]) -> None:
    with _Named(file, folder):
        text = _text(file)
        if text.startswith(_VAULT):
            passed.append(f"{file.relative_to(folder)} is encrypted by ansible-vault, and passed over.")
        else:
            variables.update(variables_of(text))
