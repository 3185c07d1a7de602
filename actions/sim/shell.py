"""The simulated hosts' shell: runs what `grammar` read, as dash would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from actions.sim.call import Call, Input, TextInput
from actions.sim.files import NoAccess
from actions.sim.grammar import BadSyntax, Group, Pipeline, Redirect, Script, Simple, Word, parse


class _Exit(Exception):
    def __init__(self, code: int) -> None:
        self.code = code


async def run_line(call: Call, line: str) -> int:
    """Run a line of shell with the call's user and streams; its exit code."""
    try:
        script = parse(line)
    except BadSyntax as error:
        call.complain(f"sh: 1: {error}")
        return 2
    shell = _Shell(call)
    try:
        return await shell.script(script, call)
    except _Exit as end:
        return end.code


class _Shell:
    def __init__(self, call: Call) -> None:
        self.variables = dict(call.env)
        self.status = 0
        call.host.pids += 1
        self.pid = call.host.pids

    async def script(self, script: Script, call: Call) -> int:
        for operator, pipeline in script.items:
            if (operator == "&&" and self.status) or (operator == "||" and not self.status):
                continue
            self.status = await self._pipeline(pipeline, call)
        return self.status

    async def _pipeline(self, pipeline: Pipeline, call: Call) -> int:
        stdin = call.stdin
        for command in pipeline.commands[:-1]:
            passed: list[str] = []
            await self._command(command, replace(call, stdin=stdin, out=passed.append))
            stdin = TextInput("".join(passed))
        code = await self._command(pipeline.commands[-1], replace(call, stdin=stdin))
        return int(not code) if pipeline.negated else code

    async def _command(self, command: Simple | Group, call: Call) -> int:
        written: list[tuple[str, str, list[str]]] = []
        try:
            for redirect in command.redirects:
                call = await self._redirected(redirect, call, written)
        except NoAccess as why:
            call.complain(f"sh: 1: {why}")
            return 2
        try:
            if isinstance(command, Group):
                return await self._group(command, call)
            return await self._simple(command, call)
        finally:
            for path, operator, texts in written:
                now = call.host.clock.now()
                more = operator == ">>"
                call.host.files.write(path, "".join(texts), call.user, now, more=more)

    async def _group(self, group: Group, call: Call) -> int:
        if not group.own_shell:
            return await self.script(group.script, call)
        before = dict(self.variables)
        try:
            return await self.script(group.script, call)
        except _Exit as end:
            return end.code
        finally:
            self.variables = before

    async def _redirected(
        self, redirect: Redirect, call: Call, written: list[tuple[str, str, list[str]]]
    ) -> Call:
        target = "".join(await self._expanded(redirect.target, call))
        if redirect.operator == "<":
            try:
                text = call.host.files.read(target, call.user)
            except NoAccess as why:
                raise NoAccess(f"cannot open {target}: {_short(why)}") from None
            return replace(call, stdin=TextInput(text))
        if redirect.operator == ">&":
            return replace(call, err=call.out) if target == "1" else replace(call, out=call.err)
        sink: Callable[[str], None] = lambda _: None  # noqa: E731
        if target != "/dev/null":
            self._check_writable(target, redirect.operator, call)
            texts: list[str] = []
            written.append((target, redirect.operator, texts))
            sink = texts.append
        return replace(call, err=sink) if redirect.stream == 2 else replace(call, out=sink)

    def _check_writable(self, path: str, operator: str, call: Call) -> None:
        files = call.host.files
        now = call.host.clock.now()
        try:
            files.write(path, "", call.user, now, more=operator == ">>")
        except NoAccess as why:
            raise NoAccess(f"cannot create {path}: {_short(why)}") from None

    async def _simple(self, command: Simple, call: Call) -> int:
        assigned = {
            name: "".join(await self._expanded(_quoted(word), call))
            for name, word in command.assignments  # nothing splits there
        }
        words: list[str] = []
        for word in command.words:
            words += await self._expanded(word, call)
        if not words:
            self.variables |= assigned
            return self.status if not assigned else 0
        if words[0] == "exec":
            raise _Exit(await self._run(words[1:], assigned, call))
        if words[0] == "exit":
            raise _Exit(int(words[1]) if len(words) > 1 else self.status)
        if words[0] == "read":
            line = await call.stdin.readline()
            self.variables[words[-1]] = line.strip()
            return int(not line.endswith("\n"))
        if words[0] == "export":
            for setting in words[1:]:
                name, _, value = setting.partition("=")
                self.variables[name] = value
            return 0
        if words[0] == "wait":  # what stood before & has ended: one after another is all there is here
            return self.status
        if words[0] in ("cd", "umask", "set", "trap"):
            return 0
        return await self._run(words, assigned, call)

    async def _run(self, words: list[str], assigned: dict[str, str], call: Call) -> int:
        call = replace(call, words=tuple(words), env={**self.variables, **assigned})
        run = call.find(call, call.name)
        if run is None:
            call.complain(f"sh: 1: {words[0]}: not found")
            return 127
        await asyncio.sleep(0)
        return await run(call)

    async def _expanded(self, word: Word, call: Call) -> list[str]:
        """A word's fields: what comes unquoted out of a variable or a command splits at blanks."""
        if [(part.kind, part.text) for part in word if part.text] == [("variable", "@")]:
            return [self.variables[n] for n in map(str, range(1, 100)) if n in self.variables]
        fields: list[str] = []
        current, begun = "", False
        for part in word:
            if part.kind == "text":
                current, begun = current + part.text, True
                continue
            value = await self._value(part.kind, part.text, call)
            if part.quoted:
                current, begun = current + value, True
                continue
            pieces = value.split()
            for number, piece in enumerate(pieces):
                if number:
                    fields.append(current)
                    current = ""
                current, begun = current + piece, True
        return [*fields, current] if begun else fields

    async def _value(self, kind: str, text: str, call: Call) -> str:
        if kind == "variable":
            special = {"?": str(self.status), "$": str(self.pid)}
            return special.get(text) or self.variables.get(text, "")
        passed: list[str] = []
        inner: Input = TextInput()
        self.status = await run_line(replace(call, out=passed.append, stdin=inner), text)
        return "".join(passed).rstrip("\n")


def _short(why: NoAccess) -> str:
    """dash says it in its own words."""
    return str(why).replace("No such file or directory", "No such file")


def _quoted(word: Word) -> Word:
    return tuple(replace(part, quoted=True) for part in word)
