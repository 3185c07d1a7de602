"""A configuration and the files of its folder (`nova.conf.d`): in which order each unit reads them.

As oslo.config does (cfg.py, `_parse_config_files`): its own files where no --config-file is given, then
its own folder where no --config-dir is, then what is named, as it is named. So a file that is named
counts before the folder, and with another folder's name the usual one is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from actions.deployments.all import UNIT_PATTERNS, readers
from actions.formats import oslo_ini
from actions.model.secret import Secret

Keys = Mapping[tuple[str, str], str | Secret]
FOLDER_LAST, FILE_LAST, FILE_ALONE = "folder-last", "file-last", "file-alone"
_GIVEN = re.compile(r"--config-(file|dir)(?:=|\s+)(\S+)")
_PATTERNS = " ".join(f"'{pattern}.service'" for pattern in UNIT_PATTERNS)
WORDS = (
    f"s=$(systemctl show --all -p Id -p MainPID {_PATTERNS}); echo \"$s\"; LC_ALL=C grep -asH '' "
    "$(echo \"$s\" | sed -n 's,^MainPID=\\([1-9][0-9]*\\)$,/proc/\\1/cmdline,p') /dev/null | "
    "tr '\\000' ' '"
)
"""Asks for the words with which the main process of each unit was started."""


@dataclass(frozen=True)
class Folder:
    """What a configuration's folder adds to it."""

    files: Mapping[tuple[str, str], str]
    """The file that sets a key; the last, where several do."""
    ways: Mapping[str, Keys]
    """All keys as they count in each order."""
    units: Mapping[str, str] = field(default_factory=dict)
    """In which order each unit that runs there has read them, by what it was started with."""
    order: str = FOLDER_LAST
    """That of the keys: oslo.config's own where a unit has it, or none runs; else what they have."""

    @property
    def differs(self) -> tuple[tuple[str, str], ...]:
        """What the file itself and the folder say otherwise."""
        last, alone = self.ways[FILE_LAST], self.ways[FILE_ALONE]
        both = (name for name in alone if name in self.files)
        return tuple(name for name in both if last[name] != self.ways[FOLDER_LAST][name])

    def of(self, units: Iterable[str]) -> str:
        """In which order the first of these units that runs has read them; empty: none does."""
        return next((self.units[one] for one in units if one in self.units), "")

    def counts(self, name: tuple[str, str]) -> bool:
        """Whether a key is the folder's, not the file's."""
        alone = self.ways[FILE_ALONE]
        return name in self.files and (self.order == FOLDER_LAST or name not in alone)


def folder(
    own: oslo_ini.Keys,
    more: oslo_ini.Keys,
    files: Mapping[tuple[str, str], str],
    units: Mapping[str, str],
    meant: Callable[[oslo_ini.Keys], Keys],
) -> Folder:
    """Of what a file and its folder's files set, and how its units read these."""
    ways = {FOLDER_LAST: {**own, **more}, FILE_LAST: {**more, **own}, FILE_ALONE: own}
    order = next((way for way in ways if way in units.values()), FOLDER_LAST)
    return Folder(files, {way: meant(keys) for way, keys in ways.items()}, units, order)


def order(path: str, words: str) -> str:
    """In which order who was started with these reads a configuration; empty: not at all."""
    given = [(kind, value.rstrip("/)")) for kind, value in _GIVEN.findall(words)]
    kinds = [kind for kind, _ in given]
    at = {one: number for number, one in enumerate(given)}
    file, folder = ("file", path), ("dir", f"{path}.d")
    if "file" in kinds and file not in at:
        return ""
    if "dir" not in kinds:
        return FILE_LAST if file in at else FOLDER_LAST
    if folder not in at:
        return FILE_ALONE
    return FILE_LAST if at.get(file, -1) > at[folder] else FOLDER_LAST


def orders(path: str, said: str) -> dict[str, str]:
    """The order of each unit that runs and reads a configuration, by what `WORDS` printed."""
    known = {unit: order(path, words) for unit, words in _started(said) if _reads(unit, path)}
    return {unit: how for unit, how in known.items() if how}


def _reads(unit: str, path: str) -> bool:
    return any(fnmatchcase(unit, pattern) for pattern in readers(path))


def _started(said: str) -> Iterator[tuple[str, str]]:
    """Each unit that runs, and the words of its main process."""
    words = dict(re.findall(r"^/proc/(\d+)/cmdline:(.*)", said, re.MULTILINE))
    for block in said.split("\n\n"):
        keys = dict(line.partition("=")[::2] for line in block.splitlines())
        if keys.get("MainPID") in words:
            yield keys["Id"].removesuffix(".service"), words[keys["MainPID"]]
