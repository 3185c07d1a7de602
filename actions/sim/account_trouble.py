"""What can be wrong with the simulated cloud's accounts and keys at Keystone when it starts."""

from __future__ import annotations

from collections.abc import Callable

from actions.sim.state import Cloud


def service_account(cloud: Cloud) -> None:
    """nova has another password in Keystone than in its configuration."""
    for user in cloud.rows("identity/users").values():
        if user["name"] == "nova":
            user["password"] = "another-password"  # noqa: S105 (of a simulated cloud)


def keystone_keys(cloud: Cloud) -> None:
    """root has copied Keystone's keys: its own user cannot read them."""
    files = cloud.hosts["controller"].files
    for path in files.under("/etc/keystone/fernet-keys"):
        if (file := files.find(path)) is not None:
            file.owner = file.group = "root"


TROUBLES: dict[str, Callable[[Cloud], None]] = {
    "keystone-keys": keystone_keys,
    "service-account": service_account,
}
