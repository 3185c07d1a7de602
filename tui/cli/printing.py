"""Data on standard output, narration on standard error; rich where a person looks, plain elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tui.widgets.plain import plain


class _Stream(Console):
    """A console that leaves it to `main` what it means that nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Rich would end the process here, with the code of something else."""
        raise BrokenPipeError


@cache
def out() -> Console:
    """Standard output."""
    return _Stream(highlight=False, markup=False, emoji=False)


@cache
def err() -> Console:
    """Standard error."""
    return _Stream(stderr=True, highlight=False, markup=False, emoji=False)


def line(text: str = "", style: str = "", indent: int = 0, console: Console | None = None) -> None:
    """One line: whole where a program reads it, wrapped behind its indentation where a person does."""
    target = console or out()
    if not target.is_terminal:
        whole(text, style, indent, target)
        return
    for part in Text(plain(text), style).wrap(target, max(20, target.width - indent)):
        target.print(Text(" " * indent).append_text(part), soft_wrap=True)


def whole(text: str, style: str = "", indent: int = 0, console: Console | None = None) -> None:
    """One line that the terminal itself breaks where it must, so that it can be copied: a command."""
    shown = Text(" " * indent).append(plain(text), style)
    (console or out()).print(shown, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """One line of narration."""
    line(text, style, console=err())


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], styles: Sequence[str] = ()) -> None:
    """A table for a person; for a program, one line a row with tabs between and no titles.

    `styles` has one for each row.
    """
    if not out().is_terminal:
        for row in rows:
            print("\t".join(plain(cell) for cell in row))  # noqa: T201
        return
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(titles))
    for title in titles:
        grid.add_column(title, header_style="bold", overflow="fold")
    for number, row in enumerate(rows):
        style = styles[number] if styles else ""
        first, *rest = (Text(plain(cell)) for cell in row)
        first.stylize(style)
        grid.add_row(first, *rest)
    out().print(grid)


def as_json(value: Any) -> None:
    """A value as JSON on standard output, in letters that every locale has."""
    print(json.dumps(value, indent=2))  # noqa: T201
