"""Several questions in one line for a host's shell, and their answers taken apart again."""

from __future__ import annotations

import shlex

from actions.formats.repeated_secrets import beginning, ending
from actions.model.query import ParseError, ShellResult

_MARK = "@@"


def script(**questions: str) -> str:
    """One line that asks every question and prints its name before each answer."""
    return "; ".join(f"echo {_MARK}{name}; {line}" for name, line in questions.items())


def together(**questions: str) -> str:
    """The same, all at once: where several wait in vain, the line takes as long as one of them.

    Each passes on what follows it; none reads its own standard input.
    """
    parts = (
        f"{{ {script(**{shlex.quote(name): f'{{ {line}; }} </dev/null'})}; cat; }}"
        for name, line in questions.items()
    )
    return " | ".join(("true", *reversed(tuple(parts))))


def bounded(line: str, seconds: int) -> str:
    """What the line prints within its seconds: the lines after it are asked in any case.

    What still runs is ended; what cannot be (state D: a dead file server, a dead disk) is not waited
    for, and holds no stream of the session.
    """
    apart = f"timeout -k 1 {seconds} sh -c {shlex.quote(line)} 2>/dev/null"
    return f"{{ {apart} & }} | timeout {seconds + 2} cat"


def sections(answer: ShellResult) -> dict[str, str]:
    """The answers by name; raises `ParseError` where there is none at all."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in answer.out.removesuffix("\n").split("\n"):
        if line.startswith(_MARK):
            lines = found.setdefault(line.removeprefix(_MARK), [])
        else:
            lines.append(line)
    if not found:
        lines = answer.out.strip().splitlines()  # more than one may be of a file with passwords
        said = ending(answer.err) or (beginning(lines[0]) if len(lines) == 1 else "nothing else")
        raise ParseError(f"the shell answered nothing readable (exit {answer.exit}): {said}")
    return {name: "\n".join(body) for name, body in found.items()}


def well(answer: ShellResult, tool: str) -> None:
    """Raise `ParseError` with what a tool said, where it failed."""
    if answer.exit:
        raise ParseError(f"{tool} said: {ending(answer.err)} (exit {answer.exit})")


def number(text: str, what: str) -> float:
    """The first word as a number; raises `ParseError` with what it was to be."""
    try:
        return float(text.split(maxsplit=1)[0])
    except (IndexError, ValueError):
        raise ParseError(f"no number for {what}: {beginning(text, 20)!r}") from None
