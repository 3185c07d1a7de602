"""rabbitmqctl: the message queue's users and permissions."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets

from actions.sim.call import Call, Run
from actions.sim.state import Row

USERS = "rabbit/users"


async def rabbitmqctl(call: Call) -> int:
    """Run one of its verbs; 64 where it has none of that name."""
    await call.work(1.0)
    if call.user not in ("root", "rabbitmq"):
        call.complain("Only root or rabbitmq can run rabbitmqctl")
        return 1
    words = [word for word in call.args if word not in ("-q", "--quiet", "-s", "--silent")]
    act = _VERBS.get(words[0]) if words else None
    if act is None:
        call.complain(f"Command '{words[0] if words else ''}' not found.")
        return 64
    return await act(call, words[1:])


def hashed(password: str, salt: bytes) -> str:
    """A password as RabbitMQ keeps it: four bytes of salt, and SHA-256 of salt and password."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def add_user(rows: dict[str, Row], name: str, password: str) -> None:
    """Add a user, or change its password."""
    rows.setdefault(name, {"id": name, "permissions": None})
    rows[name]["hash"] = hashed(password, secrets.token_bytes(4))


async def _list(call: Call, _: list[str]) -> int:
    call.say("user\ttags")
    for name in call.cloud.rows(USERS):
        call.say(f"{name}\t[]")
    return 0


async def _password(call: Call, words: list[str]) -> str:
    """The second word, or the first line of the standard input."""
    return words[1] if len(words) > 1 else (await call.stdin.read()).partition("\n")[0]


async def _authenticate(call: Call, words: list[str]) -> int:
    name = words[0]
    call.say(f'Authenticating user "{name}" ...')
    row = call.cloud.rows(USERS).get(name)
    password = await _password(call, words)
    if row is not None:
        salt = base64.b64decode(row["hash"])[:4]
        if row["hash"] == hashed(password, salt):
            call.say("Success")
            return 0
    call.complain(f"Error: failed to authenticate user \"{name}\"\nuser '{name}' - invalid credentials")
    return 65


async def _add(call: Call, words: list[str]) -> int:
    name = words[0]
    call.say(f'Adding user "{name}" ...')
    if name in call.cloud.rows(USERS):
        call.complain(f'Error:\nUser "{name}" already exists')
        return 70
    add_user(call.cloud.rows(USERS), name, await _password(call, words))
    return 0


async def _change(call: Call, words: list[str]) -> int:
    name = words[0]
    call.say(f'Changing password for user "{name}" ...')
    if name not in call.cloud.rows(USERS):
        call.complain(f'Error:\nUser "{name}" does not exist')
        return 67
    add_user(call.cloud.rows(USERS), name, await _password(call, words))
    return 0


async def _set_permissions(call: Call, words: list[str]) -> int:
    name, *patterns = words[2:] if words[0] == "-p" else words
    call.cloud.rows(USERS)[name]["permissions"] = patterns
    call.say(f'Setting permissions for user "{name}" in vhost "/" ...')
    return 0


async def _export(call: Call, _: list[str]) -> int:
    users, permissions = [], []
    for name, row in call.cloud.rows(USERS).items():
        users.append({"name": name, "password_hash": row["hash"], "tags": []})
        if row["permissions"]:
            configure, write, read = row["permissions"]
            permissions.append(
                {"user": name, "vhost": "/", "configure": configure, "write": write, "read": read}
            )
    call.say(json.dumps({"users": users, "permissions": permissions, "vhosts": [{"name": "/"}]}))
    return 0


async def _cluster(call: Call, _: list[str]) -> int:
    node = [f"rabbit@{call.host.name}"]
    known = {"alarms": [], "disk_nodes": node, "ram_nodes": [], "running_nodes": node, "partitions": {}}
    call.say(json.dumps(known))
    return 0


async def _queues(call: Call, _: list[str]) -> int:
    """Those of nova's services, heard by those that run."""
    known = [
        {
            "name": f"{name.partition('-')[2]}.{host.name}",
            "messages": 0,
            "consumers": int(host.units[name].running),
        }
        for host in call.cloud.hosts.values()
        for name in ("nova-compute", "nova-conductor", "nova-scheduler")
        if name in host.units
    ]
    call.say(json.dumps(known))
    return 0


_VERBS = {
    "add_user": _add,
    "authenticate_user": _authenticate,
    "change_password": _change,
    "cluster_status": _cluster,
    "export_definitions": _export,
    "list_queues": _queues,
    "list_users": _list,
    "set_permissions": _set_permissions,
}
COMMANDS: dict[str, Run] = {"rabbitmqctl": rabbitmqctl}
