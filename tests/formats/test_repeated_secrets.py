"""What is cut of what a tool said is masked first, and no word of it is torn."""

from __future__ import annotations

import pytest

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
