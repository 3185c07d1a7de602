"""What is cut of what a tool said is masked first, and no word of it is torn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import actions
from actions.formats.repeated_secrets import beginning, ending

URL = "mysql+pymysql://nova:Zq8S3cretPw@db/nova"


@pytest.mark.parametrize("longest", range(1, 60))
def test_half_a_url_shows_no_password(longest: int) -> None:
    said = f"could not open {URL}\nand ended, with exit code 1"
    for shown in (ending(said, longest), beginning(said, longest)):
        assert len(shown) <= longest
        assert not set("Z8S3P") & set(shown)


def test_what_is_short_is_whole() -> None:
    assert ending(" one two \n") == beginning("one two") == "one two"
    assert ending("one two", 3) == "two"
    assert ending("one two", 5) == "two"
    assert beginning("one two", 5) == "one"
    assert beginning("one two", 3) == "one"


def test_one_word_is_cut_hard() -> None:
    assert ending("x" * 9, 3) == beginning("x" * 9, 3) == "xxx"


def test_a_broken_line_below_the_words_that_announce_it() -> None:
    said = 'parsing [haproxy.cfg:3]: unmatched quote at position 18:\n  stats auth a:"S3cret\n       ^'
    assert ending(said).splitlines()[1:] == ["  ****", "       ^"]


_CUT = re.compile(r"\[(?:-\d{2,}:|:\d{2,})\]")
_NO_TEXT = (
    '"said": said[:2000]',  # in a program for hosts, which has none of our modules
    "{text[:19]}+00:00",  # a time
)


def test_no_probe_and_no_transport_cuts_before_it_masks() -> None:
    """Half a URL is not known for one, so what a host said is cut by `beginning` and `ending` alone."""
    for room in ("facts", "transport"):
        for path in sorted((Path(actions.__path__[0]) / room).rglob("*.py")):
            lines = path.read_text().splitlines()
            cut = [line for line in lines if _CUT.search(line)]
            assert not [line for line in cut if not any(one in line for one in _NO_TEXT)], path
