"""The part of the POSIX shell's grammar that the simulated hosts understand: text into a tree.

Words, quotes, $NAME, $(line), assignments, redirections, | && || ; & newline, (…), {…} and !.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


class BadSyntax(ValueError):
    """What the shell cannot read, in dash's words."""


@dataclass(frozen=True)
class Part:
    """A piece of a word: a text as it is, a variable, or the output of a line."""

    kind: str
    """text, variable, output."""
    text: str
    quoted: bool


Word = tuple[Part, ...]


@dataclass(frozen=True)
class Redirect:
    """Where one of the streams goes to or comes from."""

    stream: int
    operator: str
    """> >> < or >& (to another stream)."""
    target: Word


@dataclass(frozen=True)
class Simple:
    """One command with its words."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True)
class Group:
    """Commands in parentheses or braces."""

    script: Script
    redirects: tuple[Redirect, ...]
    own_shell: bool
    """In parentheses: what it sets, and its exit, end with it."""


@dataclass(frozen=True)
class Pipeline:
    """Commands joined by |."""

    commands: tuple[Simple | Group, ...]
    negated: bool = False


@dataclass(frozen=True)
class Script:
    """Pipelines, each with the operator before it: ; && or ||."""

    items: tuple[tuple[str, Pipeline], ...] = field(default=())


_BLANKS = " \t"
_ENDS = " \t\n;&|<>()"
_NAME = re.compile(r"[A-Za-z_]\w*|[?$#!@0-9]")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=")


def parse(text: str) -> Script:
    """Read a script; raises `BadSyntax`."""
    reader = _Reader(text)
    script = reader.script("")
    if reader.at < len(text):
        raise BadSyntax(f'Syntax error: "{text[reader.at]}" unexpected')
    return script


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self, what: str) -> None:
        while self.at < len(self.text):
            if self.text[self.at] in what:
                self.at += 1
            elif self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            else:
                return

    def _take(self, *operators: str) -> str:
        for operator in operators:
            if self.text.startswith(operator, self.at):
                self.at += len(operator)
                return operator
        return ""

    def script(self, end: str) -> Script:
        items: list[tuple[str, Pipeline]] = []
        operator = ";"
        while True:
            self._skip(_BLANKS + "\n")
            if not self._next() or (end and self._next() == end):
                return Script(tuple(items))
            items.append((operator, self._pipeline()))
            self._skip(_BLANKS)
            found = self._take("&&", "||", ";", "\n", "&")
            if not found:
                return Script(tuple(items))
            operator = found if found in ("&&", "||") else ";"

    def _pipeline(self) -> Pipeline:
        negated = self.text.startswith("! ", self.at)
        self.at += 2 * negated
        commands = [self._command()]
        while True:
            self._skip(_BLANKS)
            if self.text.startswith("||", self.at) or not self._take("|"):
                return Pipeline(tuple(commands), negated)
            self._skip(_BLANKS + "\n")
            commands.append(self._command())

    def _command(self) -> Simple | Group:
        self._skip(_BLANKS)
        closing = {"(": ")", "{": "}"}.get(self._next())
        if closing:
            self.at += 1
            script = self.script(closing)
            if not self._take(closing):
                raise BadSyntax(f'Syntax error: end of file unexpected (expecting "{closing}")')
            return Group(script, self._redirects(), own_shell=closing == ")")
        return self._simple()

    def _redirects(self) -> tuple[Redirect, ...]:
        found = []
        while redirect := self._redirect():
            found.append(redirect)
        return tuple(found)

    def _simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while True:
            redirect = self._redirect()
            if redirect is not None:
                redirects.append(redirect)
                continue
            if not self._next() or self._next() in "\n;&|()":
                break
            name = None if words else _ASSIGNMENT.match(self.text, self.at)
            if name:
                self.at = name.end()
                assignments.append((name[1], self._word()))
                continue
            words.append(self._word())
        if not (words or assignments or redirects):
            raise BadSyntax(f'Syntax error: "{self._next() or "end of file"}" unexpected')
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    def _redirect(self) -> Redirect | None:
        self._skip(_BLANKS)
        match = re.compile(r"([012]?)(>>|>&|>|<)").match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        self._skip(_BLANKS)
        default = "0" if match[2] == "<" else "1"
        return Redirect(int(match[1] or default), match[2], self._word())

    def _word(self) -> Word:
        parts: list[Part] = []
        while self._next() and self._next() not in _ENDS:
            char = self._next()
            if char == "'":
                parts.append(Part("text", self._until("'"), True))
            elif char == '"':
                parts += self._double()
            elif char == "\\":
                parts.append(Part("text", self.text[self.at + 1 : self.at + 2], True))
                self.at += 2
            elif char == "$":
                parts.append(self._dollar(quoted=False))
            else:
                start = self.at
                while self._next() and self._next() not in _ENDS + "'\"\\$":
                    self.at += 1
                parts.append(Part("text", self.text[start : self.at], False))
        return tuple(parts)

    def _until(self, quote: str) -> str:
        end = self.text.find(quote, self.at + 1)
        if end < 0:
            raise BadSyntax("Syntax error: Unterminated quoted string")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        return text

    def _double(self) -> list[Part]:
        self.at += 1
        parts = [Part("text", "", True)]
        while self._next() != '"':
            char = self._next()
            if not char:
                raise BadSyntax("Syntax error: Unterminated quoted string")
            if char == "$":
                parts.append(self._dollar(quoted=True))
                continue
            if char == "\\" and self.text[self.at + 1 : self.at + 2] in tuple('$`"\\'):
                self.at += 1
            parts.append(Part("text", self._next(), True))
            self.at += 1
        self.at += 1
        return parts

    def _dollar(self, *, quoted: bool) -> Part:
        self.at += 1
        if self._next() == "(":
            return Part("output", self._parenthesis(), quoted)
        braces = bool(self._take("{"))
        name = _NAME.match(self.text, self.at)
        if name is None:
            return Part("text", "$", quoted)
        self.at = name.end()
        if braces and not self._take("}"):
            raise BadSyntax("Syntax error: Bad substitution")
        return Part("variable", name[0], quoted)

    def _parenthesis(self) -> str:
        start, depth = self.at + 1, 0
        while self._next():
            if self._next() == "'":
                self._until("'")
                continue
            depth += {"(": 1, ")": -1}.get(self._next(), 0)
            self.at += 1
            if not depth:
                return self.text[start : self.at - 1]
        raise BadSyntax('Syntax error: end of file unexpected (expecting ")")')
