"""oslo.config's files: what is read of them, and that an edit changes what was asked and no more.

The cases say what oslo.config 10.7's own iniparser makes of each text; 45,000 random texts and edits
were compared with it once, and the same generator goes on here against our own reading.
"""

from __future__ import annotations

import random

import pytest

from actions.formats.oslo_ini import Setting, edited, parse

READ = {
    "plain": ("[database]\nconnection = x", {("database", "connection"): "x"}),
    "colon": ("[a]\nk: v = w", {("a", "k"): "v = w"}),
    "equal sign first": ("[a]\nurl = mysql://n:p@h/d", {("a", "url"): "mysql://n:p@h/d"}),
    "before any section": ("k = v", {("DEFAULT", "k"): "v"}),
    "inline comment is a part of the value": (
        "[DEFAULT]\nmy_ip = 1.1.1.1 # controller IP",
        {("DEFAULT", "my_ip"): "1.1.1.1 # controller IP"},
    ),
    "comments": ("[a]\n# k = 1\n;k = 2\nk = 3", {("a", "k"): "3"}),
    "repeated key": ("[a]\nk = 1\nk = 2", {("a", "k"): "2"}),
    "repeated section": ("[a]\nk = 1\n[b]\nk = 2\n[a]\nk = 3", {("a", "k"): "3", ("b", "k"): "2"}),
    "continuation": ("[a]\nk = 1,\n    2,\n\t3", {("a", "k"): "1,\n2,\n3"}),
    "an indented key continues the value above": ("[a]\nk = 1\n  j = 2", {("a", "k"): "1\nj = 2"}),
    "an indented comment does too": ("[a]\nk = 1\n  # no", {("a", "k"): "1\n# no"}),
    "nothing continues past a blank line": ("[a]\nk = 1\n\n  2", {("a", "k"): "1"}),
    "nor past a comment": ("[a]\nk = 1\n# c\n  2", {("a", "k"): "1"}),
    "quotes": (
        '[a]\nk = "v w"\nj = \'x\'\ni = "y',
        {("a", "k"): "v w", ("a", "j"): "x", ("a", "i"): '"y'},
    ),
    "empty value": ("[a]\nk =", {("a", "k"): ""}),
    "section in other letters": ("[Database]\nk = 1", {("database", "k"): "1"}),
    "DEFAULT is another than default": ("[default]\nk = 1", {("default", "k"): "1"}),
    "no separator": ("[a]\nnonsense\nk = 1", {("a", "k"): "1"}),
    "carriage returns": ("[a]\r\nk = 1\r\n", {("a", "k"): "1"}),
    "Debian's leftover": ("[placement]\nusername = =", {("placement", "username"): "="}),
}

EDITS = {
    "in place": ("[a]\n# why\nk = 1\nj = 2\n", ("a", "k", "9"), "[a]\n# why\nk = 9\nj = 2\n"),
    "continuation goes": ("[a]\nk = 1,\n  2\nj = 3\n", ("a", "k", "9"), "[a]\nk = 9\nj = 3\n"),
    "repetitions go": ("[a]\nk = 1\nj = 2\nk = 3\n", ("a", "k", "9"), "[a]\nj = 2\nk = 9\n"),
    "a comment with the key stays": ("[a]\n#k = 1\n", ("a", "k", "9"), "[a]\nk = 9\n#k = 1\n"),
    "below the last key": (
        "[a]\nk = 1\n\n# about b\n[b]\n",
        ("a", "j", "9"),
        "[a]\nk = 1\nj = 9\n\n# about b\n[b]\n",
    ),
    "right below the head": ("[a]\n[b]\nk = 1\n", ("a", "k", "9"), "[a]\nk = 9\n[b]\nk = 1\n"),
    "where the section comes again": (
        "[a]\nj = 1\n[b]\n[a]\nk = 2\n",
        ("a", "k", "9"),
        "[a]\nj = 1\n[b]\n[a]\nk = 9\n",
    ),
    "new section": ("[a]\nk = 1\n", ("b", "j", "9"), "[a]\nk = 1\n\n[b]\nj = 9\n"),
    "empty file": ("", ("a", "k", "9"), "[a]\nk = 9\n"),
    "no newline at the end": ("[a]\nk = 1", ("a", "k", "9"), "[a]\nk = 9\n"),
    "section in other letters": ("[Nova]\nk = 1\n", ("nova", "j", "9"), "[Nova]\nk = 1\nj = 9\n"),
    "removed": ("[a]\nk = 1\n  2\nj = 2\n", ("a", "k", None), "[a]\nj = 2\n"),
    "removed where it is not": ("[a]\n", ("a", "k", None), "[a]\n"),
    "several lines": ("[a]\nk = 1\n", ("a", "k", "1,\n2"), "[a]\nk = 1,\n    2\n"),
    "a form feed is no end of line": ("[a]\nk = 1\x0c2\n", ("a", "j", "9"), "[a]\nk = 1\x0c2\nj = 9\n"),
}


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    text, keys = READ[name]
    assert parse(text) == keys


@pytest.mark.parametrize("name", EDITS)
def test_edit(name: str) -> None:
    text, setting, wanted = EDITS[name]
    assert edited(text, (Setting(*setting),)) == wanted


BLOCKS = (
    "[DEFAULT]", "[database]", "[Database]", "a = 1", "b=2", "a: 3", 'key = "q"',
    "k = 1\n more\n\tmore", "", "# c", "#a = 9", "; z", "z = 1\n  # no comment", "u = x://a:b@c/d?e=f",
    "empty =", "r = 1\r",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_an_edit_sets_its_keys_and_touches_no_other(seed: int) -> None:
    luck = random.Random(seed)
    text = "\n".join(luck.choices(BLOCKS, k=luck.randint(0, 12)))
    values = {
        (luck.choice(("DEFAULT", "database", "new")), luck.choice("abkuz")): luck.choice(("v", None))
        for _ in range(3)
    }
    settings = tuple(Setting(*key, value) for key, value in values.items())
    done = edited(text, settings)
    wanted = {k: v for k, v in {**parse(text), **values}.items() if v is not None}
    assert parse(done) == wanted
    assert _comments(done) == _comments(text)
    assert edited(done, settings) == done


def _comments(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith(("#", ";"))]


@pytest.mark.parametrize("text", ["[a]\nk = 1\n", "", "# only\n", "[a]\n\n\n# c\nk=1\n"])
def test_no_settings_change_nothing(text: str) -> None:
    assert edited(text, ()) == (text or "\n")
