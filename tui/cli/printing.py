"""Data on standard output, narration on standard error; rich where a person looks, plain elsewhere.

Rich is imported when there is a person: a program that asks need not wait for it.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

from tui.values.sanitize import plain

if TYPE_CHECKING:
    from rich.console import Console


FORMAT = 1
"""Of what `--json` prints (README.md beside this): raised when a reader of before would misread it."""


def for_person(error: bool = False) -> bool:
    """Whether a terminal shows standard output (or error), or is said to: rich's own rule."""
    compatible = os.environ.get("TTY_COMPATIBLE")
    if compatible in ("0", "1"):
        return compatible == "1"
    if (color := os.environ.get("FORCE_COLOR")) is not None:
        return color != ""
    stream = sys.stderr if error else sys.stdout
    return stream is not None and stream.isatty()


@cache
def out() -> Console:
    """Standard output, for a person."""
    return _console(stderr=False)


@cache
def err() -> Console:
    """Standard error, for a person."""
    return _console(stderr=True)


def _console(stderr: bool, width: int | None = None) -> Console:
    from rich.console import Console

    class Stream(Console):
        """A console that leaves it to `main` what it means that nobody reads any more."""

        def on_broken_pipe(self) -> None:
            """Rich would end the process here, with the code of something else."""
            raise BrokenPipeError

    return Stream(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def line(text: str = "", style: str = "", indent: int = 0) -> None:
    """One line of data: whole where a program reads it, wrapped behind its indentation for a person."""
    if for_person():
        _wrapped(out(), text, style, indent)
    else:
        whole(text, indent=indent)


def pages(show: Callable[[], None]) -> list[list[str]]:
    """The lines that a function prints for a person, as many at a time as stand above a question."""
    from rich.text import Text

    with out().capture() as captured:
        show()
    width, room = out().size
    found: list[list[str]] = [[]]
    left = room - 1
    for text in captured.get().splitlines():
        rows = max(1, -(-Text.from_ansi(text).cell_len // width))
        if rows > left and found[-1]:
            found.append([])
            left = room - 1
        left -= rows
        found[-1].append(text)
    return found


def turned(page: Sequence[str]) -> None:
    """Print one of them."""
    _print("\n".join(page), sys.stdout)


def whole(text: str, style: str = "", indent: int = 0) -> None:
    """One line that the terminal itself breaks where it must, so that it can be copied: a command."""
    if not for_person():
        _print(" " * indent + plain(text), sys.stdout)
        return
    from rich.text import Text

    out().print(Text(" " * indent).append(plain(text), style), soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """One line of narration."""
    if for_person(error=True):
        _wrapped(err(), text, style)
    else:
        _print(plain(text), sys.stderr)


_LEAST = 4
"""Letters to which a column may be broken where others are to stay whole."""


def width() -> int:
    """How wide a line of narration may be."""
    return err().width if for_person(error=True) else 80


def columns(words: Sequence[str], width: int) -> Iterator[str]:
    """Words in columns, as `ls` sets them: down, then across."""
    wide = max(len(word) for word in words) + 2
    height = -(-len(words) // max(1, width // wide))
    for number in range(height):
        yield "".join(word.ljust(wide) for word in words[number::height]).rstrip()


def advise(text: str, command: str, style: str = "") -> None:
    """Narration with a next command, which stays in one piece, to be copied."""
    whole = f"{text}: {command}"
    if not for_person(error=True):
        _print(plain(whole), sys.stderr)
        return
    from rich.text import Text

    if len(whole) > err().width:
        _wrapped(err(), f"{text}:", style)
        whole = f"   {command}"
    err().print(Text(plain(whole), style), soft_wrap=True)


@contextmanager
def status(text: str) -> Iterator[Callable[[str], None]]:
    """Tells a person what goes on meanwhile; the function that it gives tells something else."""
    if not for_person(error=True):
        yield lambda _: None
        return
    with err().status(plain(text)) as shown:
        yield lambda text: shown.update(plain(text))


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    styles: Sequence[str] = (),
    whole: Collection[str] = (),
) -> None:
    """A table for a person; for a program, one line a row with tabs between and no titles.

    `styles` has one for each row. The cells of the columns that `whole` names are never broken: they
    are to be copied.
    """
    rows = list(rows)
    if not for_person():
        for row in rows:
            _print("\t".join(plain(cell) for cell in row), sys.stdout)
        return
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(titles))
    for number, title in enumerate(titles):
        least = max((len(plain(row[number])) for row in rows), default=0) if title in whole else None
        grid.add_column(
            title, header_style="bold", overflow="fold", no_wrap=title in whole, min_width=least
        )
    for number, row in enumerate(rows):
        style = styles[number] if styles else ""
        first, *rest = (Text(plain(cell)) for cell in row)
        first.stylize(style)
        grid.add_row(first, *rest)
    kept = [int(column.min_width or _LEAST) + 2 for column in grid.columns]
    wide = sum(kept) > out().width
    (_console(stderr=False, width=sum(kept)) if wide else out()).print(grid)


def as_json(value: Mapping[str, Any]) -> None:
    """An object as JSON on standard output, its format first, in letters that every locale has."""
    _print(json.dumps({"format": FORMAT, **value}, indent=2), sys.stdout)


def exact(text: str) -> None:
    """What is to be run, in UTF-8: a locale's `?` for a letter would be another command."""
    stream = sys.stdout
    if stream is None:  # it was closed before Python began
        return
    stream.flush()
    if isinstance(stream, io.TextIOWrapper):
        stream.buffer.write(text.encode(errors="surrogateescape"))
        stream.buffer.flush()
    else:
        stream.write(text)


def _wrapped(console: Console, text: str, style: str, indent: int = 0) -> None:
    from rich.text import Text

    for part in Text(plain(text), style).wrap(console, max(20, console.width - indent)):
        console.print(Text(" " * indent).append_text(part), soft_wrap=True)


def _print(text: str, stream: TextIO | None) -> None:
    if stream is not None:  # it is None where it was closed before Python began
        print(text, file=stream, flush=True)  # who follows a run through a pipe sees it as it goes on
