"""The passwords that an installation needs: made once at random, or given by the operator."""

from __future__ import annotations

import re

from actions.install.step import Blocked
from actions.model.plan import Situation
from actions.model.secret import PUBLIC_KEY, Secret

ADMIN = "admin_password"
METADATA = "metadata_secret"
"""What Neutron's metadata agent and Nova's metadata API know each other by."""
RABBIT = "rabbit_password"
NAMES = (
    ADMIN,
    PUBLIC_KEY,
    "cinder_db_password",
    "cinder_password",
    "glance_db_password",
    "glance_password",
    "keystone_db_password",
    METADATA,
    "neutron_db_password",
    "neutron_password",
    "nova_db_password",
    "nova_password",
    "placement_db_password",
    "placement_password",
    RABBIT,
)
"""All of them, and the public key: keys of the site's secrets file."""

_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")


def password(situation: Situation, name: str) -> Secret:
    """The password of that name; raises `Blocked` where it is missing or would not do.

    oslo.config takes a $ for a reference, nova a { for a template, and map_cell0 stores a URL with its
    %XX decoded: what is plain in all of them is safe.
    """
    found = situation.secrets.get(name)
    if found is None:
        raise Blocked(f"The site's secrets have no {name}: write one, or let stackmend make it.")
    if not _PLAIN.fullmatch(found.reveal()):
        raise Blocked(
            f"{name} has a character that a URL, oslo.config or nova would change: "
            "use letters, digits, and - . _ ~ only."
        )
    return found


def database_password(situation: Situation, service: str) -> Secret:
    """The password of a service's database account."""
    return password(situation, f"{service}_db_password")


def service_password(situation: Situation, service: str) -> Secret:
    """The password of a service's user in Keystone."""
    return password(situation, f"{service}_password")
