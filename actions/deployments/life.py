"""How what runs a service is started anew, and where it logs: a unit, or a container alone.

A container of kolla's under a unit is never stopped by its engine: systemd would start it again.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from actions.deployments.all import container_of, log_files
from actions.deployments.deployment import ENGINES, Deployment

_NORTHD = "ovn-northd"
_DATABASES = "systemctl start ovn-ovsdb-server-nb ovn-ovsdb-server-sb"


def alone(unit: str) -> tuple[str, str]:
    """Engine and container, where no unit of systemd's runs it; both empty: one does."""
    engine, colon, container = unit.partition(":")
    return (engine, container) if colon and engine in ENGINES else ("", "")


def line(verb: str, units: Iterable[str]) -> str:
    """`start`, `stop` or `restart` units; systemd's own names may hold backslashes.

    Debian's units of one project share a RuntimeDirectory: of several that are restarted, one that
    stops takes it from another that starts (status 233), and systemd starts that again by itself. And
    its northd of OVN takes the servers of both databases along when it stops: nobody starts these.
    """
    by_tool: dict[str, list[str]] = {}
    for unit in units:
        engine, container = alone(unit)
        by_tool.setdefault(engine or "systemctl", []).append(container or unit)
    lines = []
    for tool, several in by_tool.items():
        names = " ".join(map(shlex.quote, several))
        lines.append(f"{tool} {verb} {names}")
        if verb == "restart" and len(several) > 1:
            lines[-1] += f" || {tool} start {names}"
        if too := started_too(verb, several):
            lines[-1] = f"{{ {lines[-1]}; }} && {{ {too} 2>/dev/null || true; }}"
    return " && ".join(lines)


def unpause(unit: str) -> str:
    """The command that lets a frozen container go on, by each engine that may have it."""
    engine, container = alone(unit)
    name = shlex.quote(container or container_of(unit))
    return " or ".join(f"`{one} unpause {name}`" for one in ([engine] if engine else ENGINES))


def started_too(verb: str, units: Iterable[str]) -> str:
    """What is started after these, which take it along when they stop; empty: nothing."""
    return _DATABASES if verb in ("start", "restart") and _NORTHD in units else ""


def shown(verb: str, units: Iterable[str]) -> str:
    """The same without the names, where those are a command's items."""
    tools = sorted({alone(unit)[0] or "systemctl" for unit in units})
    return " && ".join(f"{tool} {verb}" for tool in tools)


def log(unit: str, own: Deployment | None) -> str:
    """How an operator reads what it said last, as commands in a sentence; `own` is the host's.

    Most services log to a file of their own; what keeps one from coming so far is in its output.
    """
    engine, container = alone(unit)
    output = f"`{engine} logs {container}`" if engine else f"`journalctl -u {unit}`"
    file = own.log_file(unit) if own else ""
    return f"`tail -n 100 {file}` or, of its start, {output}" if file else output


def follow(unit: str) -> str:
    """A line of the shell's that shows what it said last, and then each new line, until it is closed.

    What runs in a container logs to its own file, and only its start shows in the journal.
    """
    engine, container = alone(unit)
    shown = (
        f"{engine} logs --tail 100 -f {shlex.quote(container)} 2>&1"
        if engine
        else f"journalctl -n 100 -f -o short-iso --no-pager -u {shlex.quote(unit)}"
    )
    files = " ".join(log_files(unit)) if container_of(unit) else ""
    if not files.strip():
        return shown
    line = (
        f"file=$(ls {files} 2>/dev/null | head -n 1); "
        f'if [ "$file" ]; then exec tail -n 100 -F "$file"; else exec {shown}; fi'
    )
    return f"sh -c {shlex.quote(line)}"


def shell(unit: str) -> str:
    """A line of the shell's that opens one in a unit's container, whichever engine has it."""
    name = shlex.quote(alone(unit)[1] or container_of(unit))
    return (
        f'[ "$(id -u)" = 0 ] && as= || as=sudo; for engine in {" ".join(ENGINES)}; do '
        f"$as $engine inspect {name} >/dev/null 2>&1 && exec $as $engine exec -it {name} bash; done; "
        f"echo There is no container {name} here.; exit 255"
    )
