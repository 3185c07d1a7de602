"""oslo.config's files: what is read of them, and that an edit changes what was asked and no more.

The cases say what oslo.config 10.7's own iniparser makes of each text; 45,000 random texts and edits
were compared with it once, and the same generator goes on here against our own reading.
"""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from oslo_config import cfg

from actions.formats.oslo_ini import Setting, edited, meant, parse, written

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


MEANT = {
    "a name": ("[DEFAULT]\nmy_ip = 192.0.2.9\nx = $my_ip", "192.0.2.9"),
    "in braces": ("[DEFAULT]\nmy_ip = 192.0.2.9\nx = http://${my_ip}:80/", "http://192.0.2.9:80/"),
    "of another section": ("[DEFAULT]\nx = $database.y\n[database]\ny = z", "z"),
    "of another section, in braces": ("[DEFAULT]\nx = a${database.y}b\n[database]\ny = z", "azb"),
    "of a reference": ("[DEFAULT]\nx = $y\ny = ${z}/2\nz = 1", "1/2"),
    "two dollars": ("[DEFAULT]\nx = Pa$$word", "Pa$word"),
    "a backslash": ("[DEFAULT]\nx = Pa\\$word", "Pa$word"),
    "dollars and a name": ("[DEFAULT]\nx = $$$y$$\ny = 1", "$1$"),
    "a dollar before what is no name": ("[DEFAULT]\nx = a$5${b-c}$", "a$5${b-c}$"),
    "quoted": ("[DEFAULT]\nx = '$y'\ny = \"1\"", "1"),
    "a list of lines": ("[DEFAULT]\nx = $y,\n  ${y}\ny = 1", "1,\n1"),
    "the last of several counts": ("[DEFAULT]\nx = $y\ny = 1\ny = 2\n[DEFAULT]\nx = a$y", "a2"),
}


@pytest.mark.parametrize("name", MEANT)
def test_meant(name: str) -> None:
    text, value = MEANT[name]
    assert meant(parse(text))["DEFAULT", "x"] == value


def test_its_own_section_comes_before_the_default_one() -> None:
    keys = meant(parse("[DEFAULT]\na = 1\nb = 2\n[s]\na = 3\nx = $a$b"))
    assert keys["s", "x"] == "32"


@pytest.mark.parametrize("value", ["$my_ip", "${x.y}", "$DEFAULT.x", "$x", "a$X."])
def test_what_is_nowhere_set_stays_as_it_is(value: str) -> None:
    """It may be the service's own default; one that leads to itself is left as well."""
    assert meant({("DEFAULT", "x"): value})["DEFAULT", "x"] == value


def _by_oslo(text: str, names: list[tuple[str, str]], folder: Path) -> dict[tuple[str, str], str]:
    """What a service gets that has these options, all of texts."""
    path = folder / "a.conf"
    path.write_text(text, newline="")
    conf = cfg.ConfigOpts()
    for section, name in names:
        conf.register_opt(cfg.StrOpt(name), group=None if section == "DEFAULT" else section)
    conf([], default_config_files=[str(path)], default_config_dirs=[])
    found = {}
    for section, name in names:
        with suppress(cfg.NoSuchOptError):  # of what it refers to: the service would not start
            found[section, name] = conf[name] if section == "DEFAULT" else conf[section][name]
    return found


@pytest.mark.parametrize("name", MEANT)
def test_oslo_config_means_the_same(name: str, tmp_path: Path) -> None:
    keys = parse(MEANT[name][0])
    assert _by_oslo(MEANT[name][0], list(keys), tmp_path) == meant(keys)


PIECES = ("$a", "${b}", "$s.c", "${s.c}", "$$", "\\$", "$", "x", "-", "$5", "${", "}", "\\", "q")


@pytest.mark.parametrize("seed", range(150))
def test_oslo_config_means_the_same_of_any_text(seed: int, tmp_path: Path) -> None:
    luck = random.Random(seed)
    values = {
        ("DEFAULT", "a"): "1",
        ("DEFAULT", "b"): "-".join(luck.choices(("$a", "$$", "b"), k=3)),
        ("s", "a"): "2",
        ("s", "c"): "-".join(luck.choices(("$a", "$b", "$$", "c"), k=3)),
        ("DEFAULT", "x"): "v" + "-".join(luck.choices(PIECES, k=5)),
    }
    sections = {s: [f"{k} = {v}" for (t, k), v in values.items() if t == s] for s in ("DEFAULT", "s")}
    text = "".join(f"[{s}]\n" + "\n".join(lines) + "\n" for s, lines in sections.items())
    by_oslo, ours = _by_oslo(text, list(values), tmp_path), meant(parse(text))
    assert by_oslo.items() <= ours.items()
    assert ("s", "c") in by_oslo


REFUSED = (
    "before any section",
    "nothing continues past a blank line",
    "nor past a comment",
    "no separator",
)


@pytest.mark.parametrize("name", READ)
def test_oslo_config_reads_the_same(name: str, tmp_path: Path) -> None:
    """Or refuses the file: the service does not start, and what can be read of it is shown."""
    text, keys = READ[name]
    if name in REFUSED:
        with pytest.raises(cfg.ConfigFileParseError):
            _by_oslo(text, list(keys), tmp_path)
    else:
        assert _by_oslo(text, list(keys), tmp_path) == keys


@pytest.mark.parametrize("seed", range(50))
def test_what_is_written_means_what_was_to_be_written(seed: int) -> None:
    luck = random.Random(seed)
    value = "v" + "".join(luck.choices("$\\{}ab.", k=12))
    assert meant({("s", "x"): written(value), ("DEFAULT", "a"): "1"})["s", "x"] == value


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
