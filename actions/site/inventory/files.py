"""An inventory on the disk: a file, or a folder of them with group_vars and host_vars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from actions.site.inventory.groups import ALL, Inventory
from actions.site.inventory.ini import read_ini
from actions.site.inventory.tables import NeedsAnsible, is_tables, read_tables, variables_of

_YAML = (".yml", ".yaml", ".json")
_IGNORED = (
    ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry",
)  # fmt: skip
"""Ansible's INVENTORY_IGNORE_EXTS."""
_VARS = ("group_vars", "host_vars")
_VAULT = "$ANSIBLE_VAULT;"


def read_files(path: Path) -> tuple[Inventory, list[str]]:
    """What the file or folder says, and what of it was passed over.

    Raises ValueError (NeedsAnsible is one) and OSError; in a folder, the sentence begins with the
    file's name there.
    """
    inventory = Inventory()
    passed: list[str] = []
    for file in [path] if path.is_file() or not path.exists() else _sources(path):
        with _Named(file, path):
            _read(_text(file), file, inventory)
    folder = path if path.is_dir() else path.parent
    for group, file in _variables(folder / "group_vars", {ALL: None, **inventory.groups}):
        _add(file, folder, inventory.group(group).file_vars, passed)
    for host, file in _variables(folder / "host_vars", inventory.host_vars):
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
            kind = NeedsAnsible if isinstance(error, NeedsAnsible) else ValueError
            raise kind(f"{self._name}: {error}") from None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


def _read(text: str, file: Path, inventory: Inventory) -> None:
    if text.startswith(_VAULT):
        raise NeedsAnsible("it is encrypted by ansible-vault")
    if text.startswith("#!"):
        raise NeedsAnsible("it is a program")
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


def _variables(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Each file about one of the groups or hosts: NAME or, if there is none, NAME.yml, .yaml or .json.

    As with Ansible the first that is there counts alone, be it a file or a folder of them.
    """
    entries = folder.iterdir() if folder.is_dir() else ()
    there = {entry.name: entry for entry in entries if entry.exists()}
    for name in names:
        entry = next((there[name + end] for end in ("", *_YAML) if name + end in there), None)
        if entry is not None:
            yield from ((name, file) for file in (_below(entry) if entry.is_dir() else (entry,)))


def _below(folder: Path) -> Iterator[Path]:
    """The files of variables in a folder; one with an ending is not entered: somebody put it away."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir() and not entry.suffix:
            yield from _below(entry)
        elif entry.is_file() and entry.suffix in ("", *_YAML):
            yield entry


def _add(file: Path, folder: Path, variables: dict[str, object], passed: list[str]) -> None:
    with _Named(file, folder):
        text = _text(file)
        if text.startswith(_VAULT):
            passed.append(f"{file.relative_to(folder)} is encrypted by ansible-vault, and passed over.")
        else:
            variables.update(variables_of(text))
