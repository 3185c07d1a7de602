"""python3: the programs that hosts are sent: of probes and repairs, and several questions at once."""

from __future__ import annotations

import ast
import asyncio
import hashlib
import json
from dataclasses import replace

from actions.formats.oslo_ini import parse
from actions.sim.call import Call, Run, TextInput
from actions.sim.commands.ss import PORTS
from actions.sim.files import NoAccess

_KEYS, _LOGIN, _ANSWERS = "sha256", "/v3/auth/tokens", "nothing answers at port"


async def python3(call: Call) -> int:
    """What keystone_keys.py and service_logins.py, remote_questions.py and answers.py print."""
    if call.args == ("-IS", "-"):
        return await _questions(call, await call.stdin.read())
    option, script, *words = call.args or ("", "")
    if option == "-ISc" and _KEYS in script:
        return _keys(call, *words)
    if option == "-c" and _LOGIN in script:
        return await _logins(call, words)
    if option == "-ISc" and _ANSWERS in script:
        return _answer(call, words)
    call.complain("python3: this simulation runs no other script")
    return 70


async def _questions(call: Call, program: str) -> int:
    """The lines that its last line names, each answered as soon as it ends."""
    lines = ast.literal_eval(program.rstrip().rpartition("\nmain")[2])

    async def answer(number: int, line: str) -> None:
        out: list[str] = []
        err: list[str] = []
        own = replace(call, words=("sh", "-c", line), stdin=TextInput(), out=out.append, err=err.append)
        shell = call.find(call, "sh")
        status = await shell(own) if shell else 127
        said, errors = "".join(out), "".join(err)
        sizes = f"{len(said.encode())} {len(errors.encode())}"
        call.out(f"{number} {status} {sizes}\n{said}{errors}")

    await asyncio.gather(*(answer(number, line) for number, (_, line) in enumerate(lines)))
    return 0


def _answer(call: Call, ports: list[str]) -> int:
    """A unit that runs here answers at once."""
    known = {
        str(PORTS[name]) for name, unit in call.host.units.items() if unit.running and name in PORTS
    }
    for port in ports:
        if port not in known:
            call.complain(f"nothing answers at port {port}")
            return 1
    return 0


def _keys(call: Call, user: str, *folders: str) -> int:
    files = call.host.files
    for path in (path for folder in folders for path in files.under(folder)):
        file = files.find(path)
        if file is not None:
            digest = hashlib.sha256(file.text.strip().encode()).hexdigest()
            access = "readable" if file.owner == user else "closed"
            call.say(f"{path} {file.owner}:{file.group} {digest} {access}")
    return 0


async def _logins(call: Call, places: list[str]) -> int:
    users = {user["name"]: user for user in call.cloud.rows("identity/users").values()}
    for path, section, _ in (place.split("=") for place in places):
        try:
            keys = parse(await call.read(path))
        except NoAccess:
            continue
        if (section, "password") in keys:
            user = users.get(keys.get((section, "username"), ""), {})
            let_in = user.get("password") == keys[section, "password"]
            status, roles = (201, ["admin"]) if let_in else (401, [])
            more = {"alone": status, "roles": roles, "said": "" if let_in else "HTTP Error 401"}
            call.say(f"{path} {status} {section} {json.dumps(more)}")
    return 0


COMMANDS: dict[str, Run] = {"python3": python3}
