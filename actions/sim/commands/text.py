"""Tools that read and print text: echo, printf, cat, grep, head, tail, wc, sort, tee."""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatchcase

from actions.sim.call import Call, Run, options
from actions.sim.files import NoAccess


async def echo(call: Call) -> int:
    """Print the words."""
    words = call.args
    end = "\n"
    if words[:1] == ("-n",):
        words, end = words[1:], ""
    call.out(" ".join(words) + end)
    return 0


async def printf(call: Call) -> int:
    """Print by a format with %s and %d, and the escapes of a newline and a tab."""
    if not call.args:
        return 2
    form = call.args[0].replace("\\n", "\n").replace("\\t", "\t")
    wanted = len(re.findall(r"%[sd]", form))
    values = list(call.args[1:])
    while True:
        here = iter([*values[:wanted], *[""] * wanted])
        call.out(re.sub(r"%[sd]", lambda _, here=here: next(here), form).replace("%%", "%"))  # type: ignore[misc]
        values = values[wanted:]
        if not (values and wanted):
            return 0


async def cat(call: Call) -> int:
    """Print files."""
    _, paths = options(call.args)
    return await call.each(paths, lambda _, text: call.out(text))


async def sha256sum(call: Call) -> int:
    """Print the SHA-256 of files."""
    _, paths = options(call.args)
    return await call.each(
        paths, lambda path, text: call.say(f"{hashlib.sha256(text.encode()).hexdigest()}  {path}")
    )


async def grep(call: Call) -> int:
    """Print matching lines: -E -F -H -c -h -i -l -n -o -q -r -s -v, -e and --include."""
    chosen, rest = options(call.args, "eAB")
    given = chosen["e"] if "e" in chosen else rest.pop(0)
    extended = "E" in chosen or call.name == "egrep"
    pattern = re.compile(
        re.escape(given) if "F" in chosen else _python(given, extended=extended),
        re.IGNORECASE if "i" in chosen else 0,
    )
    if "r" in chosen:
        rest = _below(call, rest, chosen.get("include", "*"))
    named = ("H" in chosen or len(rest) > 1) and "h" not in chosen
    found = False
    failed = 0
    for path in rest or ["-"]:
        try:
            text = await call.read(path)
        except NoAccess as why:
            failed = 2
            if "s" not in chosen:
                call.complain(f"grep: {path}: {why}")
            continue
        lines = list(enumerate(text.splitlines(), 1))
        hits = [(n, line) for n, line in lines if bool(pattern.search(line)) != ("v" in chosen)]
        found = found or bool(hits)
        if "q" in chosen:
            continue
        prefix = f"{path}:" if named else ""
        if "c" in chosen:
            call.say(f"{prefix}{len(hits)}")
        elif "l" in chosen:
            call.out(f"{path}\n" if hits else "")
        else:
            _print_hits(call, hits, prefix, pattern, chosen)
    if failed and not (found and "q" in chosen):
        return failed
    return 0 if found else 1


def _below(call: Call, folders: list[str], names: str) -> list[str]:
    """The files of those names in folders and below."""
    files = call.host.files
    return [
        path
        for folder in folders
        for path in (files.under(folder) if files.is_folder(folder) else [folder])
        if fnmatchcase(path.rpartition("/")[2], names)
    ]


def _print_hits(
    call: Call,
    hits: list[tuple[int, str]],
    prefix: str,
    pattern: re.Pattern[str],
    chosen: dict[str, str],
) -> None:
    for number, line in hits:
        head = prefix + (f"{number}:" if "n" in chosen else "")
        for part in [m[0] for m in pattern.finditer(line)] if "o" in chosen else [line]:
            call.say(head + part)


_CLASSES = {
    "[:space:]": r"\s",
    "[:blank:]": " \t",
    "[:alnum:]": "A-Za-z0-9",
    "[:alpha:]": "A-Za-z",
    "[:digit:]": "0-9",
}


def _python(pattern: str, *, extended: bool) -> str:
    """A POSIX regular expression as Python writes it."""
    for name, members in _CLASSES.items():
        pattern = pattern.replace(name, members)
    if extended:
        return pattern
    return re.sub(r"\\?[+?|(){}]", lambda m: m[0][1:] if m[0][0] == "\\" else "\\" + m[0], pattern)


async def head(call: Call) -> int:
    """Print the first lines: -n N or -N."""
    return await _ends(call, first=True)


async def tail(call: Call) -> int:
    """Print the last lines: -n N, -N, or -n +N from line N on."""
    return await _ends(call, first=False)


async def _ends(call: Call, *, first: bool) -> int:
    args = tuple(f"-n{a[1:]}" if re.fullmatch(r"-\d+", a) else a for a in call.args)
    chosen, paths = options(args, "nc")
    count = chosen.get("n", "10")

    def cut(_: str, text: str) -> None:
        lines = text.splitlines(keepends=True)
        if first:
            kept = lines[: int(count)]
        elif count.startswith("+"):
            kept = lines[int(count) - 1 :]
        else:
            kept = lines[-int(count) :] if int(count) else []
        call.out("".join(kept))

    return await call.each(paths, cut)


async def wc(call: Call) -> int:
    """Count lines, or bytes with -c."""
    chosen, paths = options(call.args)

    def count(path: str, text: str) -> None:
        number = len(text.encode()) if "c" in chosen else text.count("\n")
        call.say(str(number) if path == "-" else f"{number} {path}")

    return await call.each(paths, count)


async def sort(call: Call) -> int:
    """Sort lines, each once with -u."""
    chosen, paths = options(call.args)
    lines: list[str] = []
    failed = await call.each(paths, lambda _, text: lines.extend(text.splitlines()))
    for line in sorted(set(lines) if "u" in chosen else lines):
        call.say(line)
    return failed


async def tee(call: Call) -> int:
    """Write the standard input to files and on."""
    chosen, paths = options(call.args)
    text = await call.stdin.read()
    for path in paths:
        try:
            now = call.host.clock.now()
            call.host.files.write(path, text, call.user, now, more="a" in chosen)
        except NoAccess as why:
            call.complain(f"tee: {path}: {why}")
            return 1
    call.out(text)
    return 0


async def nothing(call: Call) -> int:
    """Change or run nothing where nothing comes in; more is not simulated."""
    if await call.stdin.read():
        call.complain(f"{call.name}: not simulated")
        return 1
    return 0


COMMANDS: dict[str, Run] = {
    "cat": cat,
    "echo": echo,
    "egrep": grep,
    "grep": grep,
    "head": head,
    "printf": printf,
    "sha256sum": sha256sum,
    "sort": sort,
    "sed": nothing,
    "tail": tail,
    "tee": tee,
    "wc": wc,
    "xargs": nothing,
}
