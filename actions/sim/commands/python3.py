"""python3: the one script that is run by it, which asks Keystone about services' passwords."""

from __future__ import annotations

import json

from actions.formats.oslo_ini import parse
from actions.sim.call import Call, Run
from actions.sim.files import NoAccess

_LOGIN = "/v3/auth/tokens"


async def python3(call: Call) -> int:
    """What facts/keystone/service_logins.py prints: each place, and the answer to its login."""
    option, script, *places = call.args or ("", "")
    if option != "-c" or _LOGIN not in script:
        call.complain("python3: this simulation runs no other script")
        return 70
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
