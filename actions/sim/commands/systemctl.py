"""systemctl and service: show, start, stop, restart, enable, disable, is-active, cat, list-units."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

from actions.sim.call import Call, Run
from actions.sim.unit import Unit


async def systemctl(call: Call) -> int:
    """Run systemd's own tool."""
    words, chosen = _options(call.args)
    verb, names = (words[0], words[1:]) if words else ("list-units", [])
    act = _VERBS.get(verb)
    if act is None:
        call.complain(f"Unknown command verb '{verb}', did you mean 'status'?")
        return 1
    return await act(call, names, chosen)


async def service(call: Call) -> int:
    """The older form: service NAME start."""
    name, verb = call.args[0], call.args[1] if len(call.args) > 1 else "status"
    if name not in call.host.units:
        call.complain(f"{name}: unrecognized service")
        return 1
    return await _VERBS[verb](call, [name], {})


def _options(args: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    words: list[str] = []
    chosen: dict[str, str] = {}
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            if name == "property" and not value:
                value = rest.pop(0)
            chosen[name] = f"{chosen[name]},{value}" if name in chosen else value
        elif word.startswith("-p"):
            chosen["property"] = ",".join(
                filter(None, [chosen.get("property"), word[2:] or rest.pop(0)])
            )
        elif word.startswith("-"):
            chosen[word[1:]] = ""
        else:
            words.append(word)
    return words, chosen


def _units(call: Call, names: list[str], chosen: dict[str, str]) -> list[Unit]:
    """The units that names and patterns select; the state they must be in may be given."""
    wanted = [n if n.endswith((".service", "*")) else f"{n}.service" for n in names] or ["*"]
    state = chosen.get("state") or ("failed" if "failed" in chosen else "")
    return [
        unit
        for name, unit in sorted(call.host.units.items())
        if any(fnmatchcase(f"{name}.service", pattern) for pattern in wanted)
        and (not state or unit.active in state.split(","))
    ]


def _properties(call: Call, unit: Unit | None, name: str) -> dict[str, str]:
    """What `systemctl show` knows, in its own order."""
    if unit is None:
        return {
            "NRestarts": "0", "ExecMainPID": "0", "ExecMainStatus": "0", "MainPID": "0",
            "Result": "success", "Id": f"{name}.service", "Names": f"{name}.service",
            "LoadState": "not-found", "ActiveState": "inactive", "SubState": "dead",
            "UnitFileState": "", "ActiveEnterTimestampMonotonic": "0",
        }  # fmt: skip
    entered = int((unit.since - call.host.boot) * 1e6)
    return {
        "Type": "simple",
        "Restart": "on-failure",
        "NRestarts": str(unit.restarts),
        "MainPID": str(unit.pid if unit.running else 0),
        "Result": unit.result,
        "ExecMainPID": str(unit.pid),
        "ExecMainStatus": str(unit.status),
        "Id": f"{unit.name}.service",
        "Names": f"{unit.name}.service",
        "Description": unit.description,
        "LoadState": "loaded",
        "ActiveState": unit.active,
        "SubState": unit.sub,
        "FragmentPath": f"/lib/systemd/system/{unit.name}.service",
        "UnitFileState": unit.enabled,
        "StateChangeTimestampMonotonic": str(entered),
        "ActiveEnterTimestampMonotonic": str(entered if unit.running else 0),
        "InactiveEnterTimestampMonotonic": str(0 if unit.running else entered),
    }


async def _show(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    wanted = [p for p in chosen.get("property", "").split(",") if p]
    blocks = []
    for name in names:
        plain = name.removesuffix(".service")
        found = _units(call, [name], chosen)
        if not found and "*" not in name and "state" not in chosen:
            blocks.append(_properties(call, None, plain))
        blocks += [_properties(call, unit, unit.name) for unit in found]
    unique = {block["Id"]: block for block in blocks}
    texts = []
    for block in unique.values():
        kept = {k: v for k, v in block.items() if not wanted or k in wanted}
        if "value" in chosen:
            texts.append("".join(f"{v}\n" for v in kept.values()))
        else:
            texts.append("".join(f"{k}={v}\n" for k, v in kept.items()))
    call.out("\n".join(texts))
    return 0


async def _change(call: Call, names: list[str], act: Callable[[Unit], bool], took: float) -> int:
    """Start or stop units one after another; 5 where one does not exist, 1 where one fails."""
    if call.user != "root":
        call.complain(f"Failed to {call.args[0]} {names[0]}: Interactive authentication required.")
        return 1
    code = 0
    for name in names:
        plain = name.removesuffix(".service")
        found = _units(call, [name], {})
        if not found and "*" not in name:
            call.complain(f"Failed to {call.args[0]} {plain}.service: Unit {plain}.service not found.")
            code = 5
        for unit in found:
            await call.work(took)
            if not act(unit):
                call.complain(
                    f"Job for {unit.name}.service failed because the control process exited with error "
                    f'code.\nSee "systemctl status {unit.name}.service" and '
                    f'"journalctl -xeu {unit.name}.service" for details.'
                )
                code = 1
    return code


async def _restart(call: Call, names: list[str], _: dict[str, str]) -> int:
    def act(unit: Unit) -> bool:
        if unit.running:
            call.host.stop(unit)
        return call.host.start(unit)

    return await _change(call, names, act, 1.2)


async def _try_restart(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    return await _restart(call, [u.name for u in _units(call, names, chosen) if u.running], chosen)


async def _start(call: Call, names: list[str], _: dict[str, str]) -> int:
    return await _change(call, names, lambda u: u.running or call.host.start(u), 0.7)


async def _stop(call: Call, names: list[str], _: dict[str, str]) -> int:
    def act(unit: Unit) -> bool:
        if unit.running:
            call.host.stop(unit)
        return True

    return await _change(call, names, act, 0.5)


async def _reset_failed(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    for unit in _units(call, names, chosen):
        if unit.active == "failed":
            unit.active, unit.result, unit.restarts = "inactive", "success", 0
    return 0


async def _enable(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    return await _set_enabled(call, names, chosen, "enabled", _start)


async def _disable(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    return await _set_enabled(call, names, chosen, "disabled", _stop)


async def _set_enabled(
    call: Call,
    names: list[str],
    chosen: dict[str, str],
    state: str,
    then: Callable[[Call, list[str], dict[str, str]], object],
) -> int:
    for name in names:
        found = _units(call, [name], {})
        if not found:
            call.complain(f"Failed to {call.args[0]} unit: Unit file {name}.service does not exist.")
            return 1
        for unit in found:
            unit.enabled = state
    if "now" in chosen:
        return await (_start if then is _start else _stop)(call, names, chosen)
    return 0


async def _is_active(call: Call, names: list[str], _: dict[str, str]) -> int:
    states = [_state(call, name, lambda u: u.active) for name in names]
    if "--quiet" not in call.args and "-q" not in call.args:
        for state in states:
            call.say(state)
    return 0 if "active" in states else 3


async def _is_enabled(call: Call, names: list[str], _: dict[str, str]) -> int:
    states = [_state(call, name, lambda u: u.enabled) for name in names]
    for state in states:
        call.say(state)
    return 0 if "enabled" in states else 1


async def _is_failed(call: Call, names: list[str], _: dict[str, str]) -> int:
    states = [_state(call, name, lambda u: u.active) for name in names]
    for state in states:
        call.say(state)
    return 0 if "failed" in states else 1


def _state(call: Call, name: str, read: Callable[[Unit], str]) -> str:
    unit = call.host.units.get(name.removesuffix(".service"))
    return read(unit) if unit else "inactive"


async def _cat(call: Call, names: list[str], _: dict[str, str]) -> int:
    for unit in _units(call, names, {}):
        call.say(f"# /lib/systemd/system/{unit.name}.service")
        call.say(f"[Unit]\nDescription={unit.description}\nAfter=network-online.target\n")
        call.say(f"[Service]\nExecStart=/etc/init.d/{unit.name} systemd-start\nRestart=on-failure\n")
        call.say("[Install]\nWantedBy=multi-user.target")
    return 0


async def _list_units(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    if "failed" in chosen:
        chosen = {**chosen, "state": "failed"}
    for unit in _units(call, names, chosen):
        call.say(
            f"{unit.name}.service loaded {unit.active:<10} {unit.sub:<12} {unit.description}".rstrip()
        )
    return 0


async def _list_unit_files(call: Call, names: list[str], chosen: dict[str, str]) -> int:
    for unit in _units(call, names, chosen):
        call.say(f"{unit.name}.service {unit.enabled:<8} enabled")
    return 0


async def _status(call: Call, names: list[str], _: dict[str, str]) -> int:
    code = 0
    for unit in _units(call, names, {}):
        call.say(f"● {unit.name}.service - {unit.description}")
        call.say(f"     Loaded: loaded (/lib/systemd/system/{unit.name}.service; {unit.enabled})")
        call.say(f"     Active: {unit.active} ({unit.sub})")
        code = code if unit.running else 3
    return code


async def _reload(_call: Call, _names: list[str], _chosen: dict[str, str]) -> int:
    return 0


_VERBS = {
    "cat": _cat,
    "daemon-reload": _reload,
    "disable": _disable,
    "enable": _enable,
    "is-active": _is_active,
    "is-enabled": _is_enabled,
    "is-failed": _is_failed,
    "list-unit-files": _list_unit_files,
    "list-units": _list_units,
    "reset-failed": _reset_failed,
    "restart": _restart,
    "show": _show,
    "start": _start,
    "status": _status,
    "stop": _stop,
    "try-restart": _try_restart,
}

COMMANDS: dict[str, Run] = {"service": service, "systemctl": systemctl}
