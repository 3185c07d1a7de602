"""The pure parts of the widgets: texts made harmless, columns fitted, rows arranged, lines wrapped."""

from __future__ import annotations

import io
import shlex

import pytest
from rich.console import Console
from rich.style import Style
from rich.text import Text

from tui.values.arrange import Order, arrange
from tui.values.cell import Cell, Column, Row, joined
from tui.values.layout import fit, naturals
from tui.values.sanitize import plain
from tui.values.shell_line import broken_command
from tui.values.wording import age, count, size, spark, squashed, took
from tui.widgets.line import cell_segments, clipped
from tui.widgets.lines import wrapped
from tui.windows.detail import SectionGrid

PLAIN = {
    "as it is": ("nova-compute on compute1: 3 %", "nova-compute on compute1: 3 %"),
    "other letters": ("Größe 名前", "Größe 名前"),
    "colours": ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
    "a title set": ("\x1b]0;evil\x07", "␛]0;evil␇"),
    "eight-bit controls": ("\x9b31m", "�31m"),
    "lines": ("one\r\ntwo\ttabs", "one␍⏎two tabs"),
    "order turned about": ("abc\u202egnp.exe", "abc�gnp.exe"),
    "markup stays text": ("[bold]no[/bold]", "[bold]no[/bold]"),
    "half a character": ("\udc80", "�"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_remote_text_is_harmless(name: str) -> None:
    text, shown = PLAIN[name]
    assert plain(text) == shown
    assert plain(text).isprintable()


SAID = [
    (age(0.4), "0 s"), (age(99), "99 s"), (age(100), "2 min"), (age(7200), "2 h"),
    (age(86400 * 4), "4 d"), (age(-3), "0 s"), (size(512), "512 B"),
    (size(8 * 1024**3), "8.0 GiB"), (size(40 * 1024**4), "40 TiB"),
    (took(0.043), "43 ms"), (took(1.24), "1.2 s"),
    (count(1, "host"), "1 host"), (count(1200, "host"), "1,200 hosts"),
    (spark([0, 1, None, 8]), "▁▂ █"), (spark([1, 1], top=10), "▁▁"), (spark([]), ""),
    (squashed("▁▂▃▄▅", 3), "▁▃▅"), (squashed("▁█▁▁", 2), "█▁"), (squashed("▂", 3), "  ▂"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "wanted"), SAID)
def test_numbers_are_said(said: str, wanted: str) -> None:
    assert said == wanted


COLUMNS = (Column("A"), Column("Name", least=4), Column("Why", grow=True, least=6), Column("Z", drop=1))
WANTED = (1, 10, 20, 5)
FITS = {
    100: {0: 1, 1: 10, 2: 78, 3: 5},
    42: {0: 1, 1: 10, 2: 20, 3: 5},
    30: {0: 1, 1: 10, 2: 8, 3: 5},
    24: {0: 1, 1: 6, 2: 6, 3: 5},
    21: {0: 1, 1: 10, 2: 6},
    14: {0: 1, 1: 4, 2: 5},
    10: {0: 1, 1: 4, 2: 4},
}


@pytest.mark.parametrize("room", FITS)
def test_columns_are_squeezed_and_then_dropped(room: int) -> None:
    assert fit(COLUMNS, WANTED, room) == FITS[room]


def test_a_name_is_the_last_that_is_squeezed_and_history_the_first() -> None:
    names, grows = Column("N", least=4, name=True), Column("Is", least=5, grow=True)
    columns = (names, grows, Column("Of"), Column("H", least=6, bars=True))
    wanted = (10, 20, 8, 30)
    assert fit(columns, wanted, 59) == {0: 10, 1: 20, 2: 8, 3: 15}
    assert fit(columns, wanted, 40) == {0: 10, 1: 10, 2: 8, 3: 6}
    assert fit(columns, wanted, 35) == {0: 10, 1: 5, 2: 8, 3: 6}
    assert fit(columns, wanted, 32) == {0: 7, 1: 5, 2: 8, 3: 6}
    assert fit(columns, wanted, 25) == {0: 4, 1: 4, 2: 7, 3: 4}


def _rows(*texts: str) -> list[Row]:
    return [Row(text, (Cell(text),)) for text in texts]


def test_a_column_is_as_wide_as_its_texts_and_never_narrower_than_it_was() -> None:
    columns = (Column("Name", most=8),)
    assert naturals(columns, _rows("a", "abcdef")) == [6]
    assert naturals(columns, _rows("名前名前名前")) == [8]
    assert naturals(columns, _rows("a"), before=[6]) == [6]


def test_rows_are_filtered_by_every_word() -> None:
    kept = arrange((Column("Name"),), _rows("Nova API", "nova compute", "cinder"), "NOVA co")
    assert [row.key for row in kept.rows] == ["nova compute"]
    assert kept.total == 3


def test_rows_are_sorted_by_number_then_by_text() -> None:
    rows = [
        Row(k, (Cell(t, order=o),)) for k, t, o in (("b", "b", None), ("x", "9", 9), ("a", "10", 10))
    ]
    column = (Column("N"),)
    assert [row.key for row in arrange(column, rows, order=Order(0)).rows] == ["x", "a", "b"]
    assert [row.key for row in arrange(column, rows, order=Order(0, down=True)).rows] == ["b", "a", "x"]
    assert [row.key for row in arrange(column, rows).rows] == ["b", "x", "a"]


CLIPPED = {
    ("abc", 5): "abc  ",
    ("abcdef", 4): "abc…",
    ("名前名前", 4): "名 …",
    ("a\x1b[31m", 7): "a␛[31m ",
    ("abc", 1): "…",
    ("abc", 0): "",
}


@pytest.mark.parametrize(("text", "width"), CLIPPED)
def test_a_text_is_cut_to_its_column(text: str, width: int) -> None:
    assert clipped(text, width, Column("")) == CLIPPED[text, width]


def test_numbers_stand_at_the_right() -> None:
    assert clipped("7", 3, Column("", right=True)) == "  7"


def test_a_sparkline_without_room_keeps_its_peaks_and_its_title_its_letters() -> None:
    bars = Column("Load", bars=True)
    assert [s.text for s in cell_segments(Cell("▁█▁▁"), bars, 2, Style(), {})] == ["█▁"]
    assert clipped("Load", 3, bars) == "Lo…"


def test_parts_keep_their_tones_wherever_the_text_is_put() -> None:
    tones = {"critical": Style(color="red"), "dim": Style(dim=True)}
    cell = joined(("5 up", ""), ("", "dim"), ("1 down", "critical"))
    told = cell_segments(cell, Column("", right=True), 14, Style(), tones)
    assert [(s.text, s.style) for s in told] == [("  5 up  ", Style()), ("1 down", tones["critical"])]
    cut = cell_segments(cell, Column(""), 8, Style(), tones)
    assert [s.text for s in cut] == ["5 up  ", "1…"]


def test_a_long_line_is_wrapped_below_its_indent_with_its_tones() -> None:
    cell = Cell("   aaa bbb ccc", marks=((3, 6, "accent"), (7, 14, "good")))
    lines = wrapped(cell, 11)
    assert [line.text for line in lines] == ["   aaa bbb ", "   ccc"]
    assert [line.marks for line in lines] == [((3, 6, "accent"), (7, 11, "good")), ((3, 6, "good"),)]


def test_a_word_without_blanks_is_cut() -> None:
    assert [line.text for line in wrapped(Cell("x" * 25), 10)] == ["x" * 10, "x" * 10, "x" * 5]
    assert [line.text for line in wrapped(Cell("名" * 4), 5)] == ["名名", "名名"]


COMMAND = "stackmend run restart-service 'a b/c' --site '/srv/my clouds/prod.toml' --cloud c"


@pytest.mark.parametrize("width", [30, 40, 54, 76, 90])
def test_a_command_is_broken_so_that_it_can_be_copied(width: int) -> None:
    lines = broken_command(COMMAND, width)
    assert all(len(line) <= width for line in lines)
    assert shlex.split("\n".join(lines).replace("\\\n", "")) == shlex.split(COMMAND)
    assert len(lines) == 1 or all(line.endswith(" \\") for line in lines[:-1])


def drawn(width: int, *rows: tuple[str, ...]) -> list[str]:
    """The lines of a section as wide as that."""
    console = Console(width=width, file=io.StringIO())
    console.print(SectionGrid([tuple(Text(text) for text in row) for row in rows]))
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_the_last_cell_stands_below_where_the_first_take_its_room() -> None:
    name, said = "Names of all hosts resolve to their addresses", "no step for this, it is assumed"
    assert drawn(100, (name, said), ("Short", "so")) == [f"{name}  {said}", f"{'Short':<45}  so"]
    assert drawn(60, (name, said), ("Short", "")) == [name, f"    {said}", "Short"]
    assert drawn(30, (name, said)) == [
        "Names of all hosts resolve to",
        "their addresses",
        "    no step for this, it is",
        "    assumed",
    ]
    attached = ("etl-1", "13aba230-cde0-5111-9399-af0646c6cb26", "/dev/vdb", "compute1")
    assert drawn(56, ("instance", "id", "device", "host"), attached) == [
        f"{'instance':<10}{'id':<38}device",
        "    host",
        "  ".join(["etl-1   ", *attached[1:3]]),
        "    compute1",
    ]
