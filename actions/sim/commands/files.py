"""Tools for files: cp, mv, rm, mkdir, install, stat, chmod, chown, ls, test."""

from __future__ import annotations

from collections.abc import Callable

from actions.sim.call import Call, Run, options
from actions.sim.files import File, NoAccess


async def cp(call: Call) -> int:
    """Copy one file: -a and -p keep owner, mode and time; -n leaves a file that is there."""
    chosen, (source, target) = options(call.args)
    files = call.host.files
    if "n" in chosen and files.find(target):
        return 0
    keep = bool({"a", "p"} & chosen.keys())
    try:
        files.copy(source, target, call.user, call.host.clock.now(), keep=keep)
    except NoAccess as why:
        call.complain(f"cp: cannot stat '{source}': {why}")
        return 1
    return 0


async def mv(call: Call) -> int:
    """Rename one file."""
    _, (source, target) = options(call.args)
    try:
        call.host.files.move(source, target, call.user)
    except NoAccess as why:
        call.complain(f"mv: cannot stat '{source}': {why}")
        return 1
    return 0


async def cmp(call: Call) -> int:
    """Whether two files are the same: -s says nothing."""
    _, (one, other) = options(call.args)
    files = call.host.files
    try:
        return int(files.read(one, call.user) != files.read(other, call.user))
    except NoAccess:
        return 2


async def rm(call: Call) -> int:
    """Remove files: -f does not mind where there is none."""
    chosen, paths = options(call.args)
    failed = 0
    for path in paths:
        try:
            call.host.files.remove(path, call.user)
        except NoAccess as why:
            if "f" not in chosen or str(why) != "No such file or directory":
                call.complain(f"rm: cannot remove '{path}': {why}")
                failed = 1
    return failed


async def mkdir(call: Call) -> int:
    """Make folders."""
    _, paths = options(call.args, "m")
    for path in paths:
        call.host.files.make_folder(path)
    return 0


async def install(call: Call) -> int:
    """Write a file with mode, owner and group: -m -o -g SOURCE TARGET; -d makes folders."""
    chosen, rest = options(call.args, "mog")
    if "d" in chosen:
        for path in rest:
            call.host.files.make_folder(path)
        return 0
    source, target = rest
    try:
        text = await call.read(source)
        call.host.files.write(target, text, call.user, call.host.clock.now())
    except NoAccess as why:
        call.complain(f"install: cannot create regular file '{target}': {why}")
        return 1
    mode = int(chosen.get("m", "755"), 8)
    owner, group = chosen.get("o", call.user), chosen.get("g", call.user)
    call.host.files.add(target, File(text, call.host.clock.now(), owner, group, mode))
    return 0


async def stat(call: Call) -> int:
    """Print a file's attributes by a format: -c with %n %Y %U %G %a %s %F."""
    chosen, paths = options(call.args, "c")
    form = chosen.get("c") or chosen.get("format", "%n")
    failed = 0
    for path in paths:
        line = _attributes(call, path, form)
        if line is None:
            call.complain(f"stat: cannot statx '{path}': No such file or directory")
            failed = 1
        else:
            call.say(line)
    return failed


def _attributes(call: Call, path: str, form: str) -> str | None:
    file = call.host.files.find(path)
    if file is None and not call.host.files.is_folder(path):
        return None
    known = file or File("", call.host.boot, mode=0o755)
    kind = "regular file" if file else "directory"
    changed = int(known.changed + call.host.offset)
    for mark, value in (
        ("%n", path),
        ("%Y", changed),
        ("%U", known.owner),
        ("%G", known.group),
        ("%a", f"{known.mode:o}"),
        ("%s", len(known.text.encode())),
        ("%F", kind),
    ):
        form = form.replace(mark, str(value))
    return form


async def chmod(call: Call) -> int:
    """Set the mode in octal; what is said in letters keeps it."""
    _, (mode, *paths) = options(call.args)
    if not mode.isdigit():
        return 0
    return _change(call, paths, lambda file: setattr(file, "mode", int(mode, 8)))


async def chown(call: Call) -> int:
    """Set owner and group."""
    _, (who, *paths) = options(call.args)
    owner, _, group = who.partition(":")

    def change(file: File) -> None:
        file.owner = owner or file.owner
        file.group = group or file.group

    return _change(call, paths, change)


def _change(call: Call, paths: list[str], change: Callable[[File], None]) -> int:
    files = call.host.files
    for path in (one for given in paths for one in files.under(given) or (given,)):
        file = files.find(path)
        if file is not None and call.user == "root":
            change(file)
        elif file is not None or not call.host.files.is_folder(path):
            why = "Operation not permitted" if file else "No such file or directory"
            call.complain(f"{call.name}: cannot access '{path}': {why}")
            return 1
    return 0


async def ls(call: Call) -> int:
    """List a folder's files, or a file."""
    _, paths = options(call.args)
    failed = 0
    for path in paths or ["/"]:
        files = call.host.files
        if files.find(path):
            call.say(path)
        elif files.is_folder(path):
            depth = path.rstrip("/").count("/") + 1
            for name in sorted({p.split("/")[depth] for p in files.under(path)}):
                call.say(name)
        else:
            call.complain(f"ls: cannot access '{path}': No such file or directory")
            failed = 2
    return failed


async def test(call: Call) -> int:
    """Compare: -c -d -e -f -r -s FILE, -n and -z TEXT, = and !=, and ! before."""
    args = list(call.args)
    if call.name == "[":
        args = args[:-1]
    if args[:1] == ["!"]:
        return int(not _holds(call, args[1:]))
    return 0 if _holds(call, args) else 1


def _holds(call: Call, args: list[str]) -> bool:
    files = call.host.files
    match args:
        case ["-e" | "-f" | "-r" | "-s", path]:
            return files.find(path) is not None or (args[0] == "-e" and files.is_folder(path))
        case ["-c", path]:
            return path in call.host.devices
        case ["-d", path]:
            return files.is_folder(path)
        case ["-n", text]:
            return bool(text)
        case ["-z", text]:
            return not text
        case [one, "=", other]:
            return one == other
        case [one, "!=", other]:
            return one != other
        case [one, "-eq", other]:
            return int(one) == int(other)
        case [text]:
            return bool(text)
        case _:
            return False


COMMANDS: dict[str, Run] = {
    "[": test,
    "chmod": chmod,
    "chown": chown,
    "cmp": cmp,
    "cp": cp,
    "install": install,
    "ls": ls,
    "mkdir": mkdir,
    "mv": mv,
    "rm": rm,
    "stat": stat,
    "test": test,
}
