"""How tools write a character of a text that they repeat: as JSON, URLs, HTML, SQL, a shell have it."""

from __future__ import annotations

import base64
import re
from html.entities import codepoint2name
from itertools import groupby

_ALIGNED = ((0, 0), (1, 2), (2, 3))
"""Bytes before a text within base64, and characters that they share with it."""

_OF_ONE = {
    " ": (r"\+",),
    "'": ("''", r"'\\''", "'\"'\"'"),
    '"': ('""',),
    "$": (r"\$\$",),
    "%": ("%%",),
}
"""SQL's and INI's doubled ones, a shell's."""


def plain(character: str) -> bool:
    """Whether it is written in one way alone."""
    return character.isascii() and character.isalnum()


def spellings(text: str) -> list[str]:
    """A pattern for each character, and one for each run of backslashes or line ends."""
    found = []
    for kind, run in groupby(text, lambda one: one if one in "\\\n" else ""):
        many = "".join(run)
        if kind == "\\":  # escaped again and again they double
            found.append(f"(?:{_backslash()}){{{len(many)},{8 * len(many)}}}")
        elif kind == "\n":
            found.append(r"(?:[\r\n ]|\\{1,4}[rn]|%0[AaDd]|&#x?(?:10|13|[aAdD]);)+")
        else:
            found += [re.escape(one) if plain(one) else _spelled(one) for one in many]
    return found


def base64_parts(text: str) -> set[str]:
    """What stands in base64 of all texts that hold this one, wherever it begins."""
    found = set()
    for before, shared in _ALIGNED:
        code = base64.b64encode(b"\0" * before + text.encode()).decode()
        end = len(code.rstrip("=")) - (1 if code.endswith("=") else 0)
        found |= {code[shared:end], code[shared:end].translate(str.maketrans("+/", "-_"))}
    return found


def _backslash() -> str:
    return r"\\|%5[cC]|&#92;|&#x5[cC];|&bsol;"


def _spelled(one: str) -> str:
    """Any of the ways in which a character that is no ASCII letter or digit is written."""
    code = ord(one)
    octets = one.encode("utf-8", "replace")
    ways = [re.escape(one), "".join(f"%(?:25)?{octet:02x}" for octet in octets)]
    if one.isascii():
        ways += [rf"\\{{1,4}}{re.escape(one)}", *_OF_ONE.get(one, ())]
    else:  # read as Latin-1, or by somebody who cannot write it
        ways += [re.escape(octets.decode("latin-1")), "[?\ufffd]{1,4}"]
    escapes = [_units(one), f"U{code:08x}", *([f"x{code:02x}"] if code < 256 else [])]
    for form in ("x{:02x}", "{:03o}"):
        escapes += [r"\\{1,4}".join(form.format(octet) for octet in octets)]
    names = [
        f"#0*{code}",
        f"#x0*{code:x}",
        codepoint2name.get(code, "apos" if one == "'" else f"#{code}"),
    ]
    ways += [rf"\\{{1,4}}(?:{'|'.join(escapes)})", f"&(?:amp;)?(?:{'|'.join(names)});"]
    return f"(?i:{'|'.join(ways)})"


def _units(one: str) -> str:
    """Of JSON's escapes, of which a character may need two."""
    octets = one.encode("utf-16-be", "replace")
    return r"\\{1,4}".join("u" + octets[at : at + 2].hex() for at in range(0, len(octets), 2))
