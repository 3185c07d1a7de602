"""python3: the scripts that probes run by it: they look at Keystone's keys and try services' logins."""

from __future__ import annotations

import hashlib
import json

from actions.formats.oslo_ini import parse
from actions.sim.call import Call, Run
from actions.sim.files import NoAccess

_KEYS, _LOGIN = "sha256", "/v3/auth/tokens"


async def python3(call: Call) -> int:
    """What facts/keystone/keystone_keys.py and service_logins.py print."""
    option, script, *words = call.args or ("", "")
    if option == "-c" and _KEYS in script:
        return _keys(call, *words)
    if option == "-c" and _LOGIN in script:
        return await _logins(call, words)
    call.complain("python3: this simulation runs no other script")
    return 70


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
    for path, section in (place.split("=") for place in places):
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
