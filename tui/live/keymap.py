"""The operator's own keys: keys.toml in the configuration folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from tui.live.session import Trouble


def load_keys(path: Path) -> Mapping[str, str]:
    """Keys by the names that the help shows: [keys] "row.mend" = "m"; none where there is no file.

    Raises `Trouble`.
    """
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
