"""The site's own passwords: a 0600 TOML file, taken from the operator or made at random once."""

from __future__ import annotations

import os
import re
import secrets
import string
import tomllib
from collections.abc import Collection
from pathlib import Path

from actions.model.errors import SiteError
from actions.model.secret import PUBLIC_KEY, Secret
from actions.model.site import Site
from actions.site.files import followed, write_private
from actions.site.guest_key import public_key
from actions.site.paths import secrets_file

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 32


def load_secrets(site: Site) -> dict[str, Secret]:
    """The passwords by name; none where there is no file yet. Raises `SiteError`."""
    return {name: Secret(text) for name, text in _read(secrets_file(site)).items()}


def ensure_secrets(site: Site, names: Collection[str]) -> dict[str, Secret]:
    """The passwords by name, those named made at random and kept where they are missing."""
    path = secrets_file(site)
    before = _read(path)
    known = {**{name: _random() for name in names if name not in before}, **before}
    if PUBLIC_KEY in names:
        # of the key file that there is: it may have been lost, or changed for another
        known[PUBLIC_KEY] = public_key(site)
    if known != before:
        _write(path, known)
    return {name: Secret(text) for name, text in known.items()}


def _random() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def _read(path: Path) -> dict[str, str]:
    try:
        with followed(path).open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            text = file.read().decode()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
        ) from None
    if mode & 0o077:
        raise SiteError(
            f"{path} holds passwords and others can read it (mode {mode:o}): chmod 600 {path}"
        )
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{path}: {error}.") from None
    except RecursionError:
        raise SiteError(f"{path}: it is nested too deep.") from None
    for name, value in table.items():
        if not isinstance(value, str):
            raise SiteError(f"{path}: {name} must be a text between quotes.")
    return table


def _write(path: Path, known: dict[str, str]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = (f"{_key(name)} = {_string(text)}\n" for name, text in sorted(known.items()))
    write_private(path, "".join(lines))


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _string(name)


def _string(text: str) -> str:
    """A basic string of TOML: control characters, quotes and backslashes escaped."""
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return f"\\u{ord(char):04x}" if ord(char) < 32 or ord(char) == 127 else char
