"""python3: the one script that is run by it, which asks Keystone about services' passwords."""

from __future__ import annotations

from actions.formats.oslo_ini import parse
from actions.sim.call import Call, Run
from actions.sim.files import NoAccess

_LOGIN = "keystone_authtoken"


async def python3(call: Call) -> int:
    """What facts/keystone/service_logins.py prints: each file's path, and the status of its login."""
    option, script, *paths = call.args or ("", "")
    if option != "-c" or _LOGIN not in script:
        call.complain("python3: this simulation runs no other script")
        return 70
    users = {user["name"]: user for user in call.cloud.rows("identity/users").values()}
    for path in paths:
        try:
            keys = parse(await call.read(path))
        except NoAccess:
            continue
        if (_LOGIN, "password") in keys:
            user = users.get(keys.get((_LOGIN, "username"), ""), {})
            let_in = user.get("password") == keys[_LOGIN, "password"]
            call.say(f"{path} {201 if let_in else 401}")
    return 0


COMMANDS: dict[str, Run] = {"python3": python3}
