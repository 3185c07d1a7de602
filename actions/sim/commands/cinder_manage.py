"""cinder-manage: service list and service remove (its exit code is 0 whatever happens)."""

from __future__ import annotations

from actions.sim.call import Call, Run

_FORM = "%-16s %-36s %-16s %-10s %-5s %-20s %-12s %-15s %-36s"
_HEAD = (
    "Binary", "Host", "Zone", "Status", "State", "Updated At", "RPC Version", "Object Version",
    "Cluster",
)  # fmt: skip


async def cinder_manage(call: Call) -> int:
    """Run `service list` or `service remove BINARY HOST`."""
    await call.work(1.2)
    match call.args:
        case ("service", "list"):
            _list(call)
        case ("service", "remove", binary, host):
            _remove(call, binary, host)
        case ("db", "version"):
            call.say(str(call.cloud.database.version("cinder")))
        case ("db", "sync"):
            pass
        case _:
            call.say("/usr/bin/cinder-manage category action [<args>]\nAvailable categories:")
            return 2
    return 0


def _list(call: Call) -> None:
    call.cloud.settle()
    call.say(_FORM % _HEAD)
    for row in call.cloud.rows("volume/services").values():
        state = ":-)" if call.cloud.reports(row["host"], row["binary"]) else "XXX"
        seen = row["updated_at"].replace("T", " ").partition(".")[0]
        values = (
            row["binary"],
            row["host"],
            row["zone"],
            row["status"],
            state,
            seen,
            "3.16",
            "1.39",
            "",
        )
        call.say(_FORM % values)


def _remove(call: Call, binary: str, host: str) -> None:
    rows = call.cloud.rows("volume/services")
    found = [id_ for id_, row in rows.items() if (row["binary"], row["host"]) == (binary, host)]
    if not found:
        call.say(f"Host not found. Failed to remove {binary} on {host}.")
        call.say(f"Service {binary} could not be found on host {host}.")
        return
    del rows[found[0]]
    call.say(f"Service {binary} on host {host} removed.")


COMMANDS: dict[str, Run] = {"cinder-manage": cinder_manage}
