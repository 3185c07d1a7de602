"""A step that keeps one small file as it should be, whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.facts.hosts import small_files
from actions.facts.hosts.small_files import SmallFile
from actions.formats.config_edit import Owned, write
from actions.install.hosts import hosts_of
from actions.install.step import deciding, require
from actions.model.command import Shell
from actions.model.fact import Probe
from actions.model.plan import Decision, Situation, Step, already, do
from actions.model.secret import Text
from actions.model.site import Host

Wanted = Callable[[Situation, Host, str | None], Text | None]
"""The whole text of a host's file from the one that it has (None: none); None: leave it alone."""


def small_file_step(
    name: str,
    title: str,
    part: str,
    path: str,
    wanted: Wanted,
    mode: str = "0644",
    owned: Owned | None = None,
    after: tuple[str, ...] = (),
    needs: tuple[Probe[Any], ...] = (),
    deviation: str = "",
) -> Step:
    """Write the file where its text differs, on every host of the part; `wanted` reads `needs`.

    One that is there keeps its owner and mode, unless it must be `owned` by somebody; a new one is
    root's, with `mode`. Raises ValueError for a path that no probe reads.
    """
    small_files.must_be_read(path)

    def plan(situation: Situation) -> Decision:
        commands, places = [], []
        for host in hosts_of(situation, part):
            found = require(situation, small_files.PROBE, host.name, empty={}, after=after).get(path)
            text = wanted(situation, host, found.text.reveal() if found else None)
            if text is None:
                continue
            places.append(host.name)
            if not _so(found, text, owned):
                whose = owned or (Owned.as_stat(found.owner, found.mode) if found else Owned(mode=mode))
                commands.append(_write(host.name, path, text, found, whose))
        if not commands:
            if not places:
                return already(f"{path} is not needed")
            return already(f"{path} is so on {', '.join(places)}", places)
        return do(*commands, why=f"{path} is missing or differs")

    return deciding(name, title, (small_files.PROBE, *needs), plan, deviation=deviation)


def _so(found: SmallFile | None, text: Text, owned: Owned | None) -> bool:
    if found is None or found.text.reveal() != text.wire():
        return False
    return owned is None or Owned.as_stat(found.owner, found.mode.zfill(4)) == owned


def _write(host: str, path: str, text: Text, found: SmallFile | None, owned: Owned) -> Shell:
    now = set(found.text.reveal().splitlines()) if found else set()
    lines = zip(text.shown().splitlines(), text.wire().splitlines(), strict=True)
    new = tuple(shown for shown, line in lines if line not in now and line[:1] not in "#[")
    return write(host, path, text, owned, new, found.text if found else None)
