"""Names of keys in keys.toml: each that stands in the code is known, and no other is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tui import console
from tui.app import Stackmend
from tui.cli.command import Wrong
from tui.windows.names import key_names

TUI = Path(console.__file__).parent


def test_every_key_of_the_console_can_be_named() -> None:
    code = "".join(path.read_text() for path in TUI.rglob("*.py"))
    named = set(re.findall(r'id="([a-z-]+\.[a-z-]+)"', code))
    assert len(named) > 40
    assert named <= key_names(Stackmend)


def test_a_name_that_no_key_has_is_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text('[keys]\n"row.mnd" = "m"\n')
    with pytest.raises(Wrong, match=r"keys\.toml: no key is named 'row\.mnd'; .* 'row\.mend'\?$"):
        console._keys(path)
