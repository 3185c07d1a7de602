"""The operator's own keys: keys.toml in the configuration folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from actions.formats.suggest import suggest
from tui.live.backend import Trouble

Bound = Mapping[str, str]
"""The keys that can be pressed in a window, by their names; commas between several."""


def load_keys(path: Path, windows: Callable[[], Sequence[Bound]]) -> Mapping[str, str]:
    """Keys by the names that the help shows: [keys] "row.mend" = "m"; none where there is no file.

    `windows` is called where there are any. With them come those that share a key with one that goes:
    Textual would take it from both. Raises `Trouble`.
    """
    keys = _read(path)
    if not keys:
        return {}
    bound = windows()
    usual = {name: key for one in bound for name, key in one.items()}
    told = next(_mistakes(keys, bound, usual), None)
    if told is not None:
        name, mistake = told
        raise Trouble(f"{path}{_line(path, name)}: {mistake}")
    gone = {key for name in keys for key in usual[name].split(",")}
    stay = {name: key for name, key in usual.items() if gone & set(key.split(","))}
    return {**stay, **keys}


def _read(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Trouble(f"{path}: {error}") from None
    keys = table.pop("keys", {})
    if table or not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise Trouble(f'{path}: write [keys] and below it lines like "row.mend" = "m".')
    return keys


def _line(path: Path, name: str) -> str:
    """Where a name stands in the file, as the sentence goes on: tomllib does not tell."""
    begins = re.compile(rf"""\s*["']{re.escape(name)}["']\s*=""")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((f", line {number}" for number, line in enumerate(lines, 1) if begins.match(line)), "")


def _mistakes(
    keys: Mapping[str, str], bound: Sequence[Bound], usual: Bound
) -> Iterator[tuple[str, str]]:
    """The name on whose line it is, and what is wrong there."""
    from tui.live.keynames import ESSENTIAL, canonical, is_sent, likely

    for name, written in keys.items():
        if name not in usual:
            hint = suggest(name, {known: repr(known) for known in usual}, 1)
            yield name, f"no key is named {name!r}; the help (?) shows the names.{hint}"
            continue
        for key in _several(written):
            if not is_sent(key):
                meant = likely(key)
                hint = f" Write {meant!r}." if meant else ' Write "m", "f5", "ctrl+k" or the like.'
                yield name, f"no terminal sends a key that is called {key!r}.{hint}"
            elif canonical(key) in ESSENTIAL and canonical(key) not in usual[name].split(","):
                what = ESSENTIAL[canonical(key)]
                yield name, f'{key!r} is {what}, everywhere. Write "m", "f5", "ctrl+k" or the like.'
            elif other := _taken(name, key, keys, bound):
                yield name, f"{key!r} is the key of {other!r} there: give that one another, too."


def _several(written: str) -> list[str]:
    return [","] if written == "," else [key.strip() or key for key in written.split(",")]


def _taken(name: str, key: str, keys: Mapping[str, str], bound: Sequence[Bound]) -> str:
    """Another name in the same window that has the key; what shares one of old may share it anew."""
    from tui.live.keynames import canonical

    for one in bound:
        for other in one if name in one else ():
            shared = set(one[name].split(",")) & set(one[other].split(","))
            theirs = {canonical(one) for one in _several(keys.get(other, one[other]))}
            if other != name and not shared and canonical(key) in theirs:
                return other
    return ""
