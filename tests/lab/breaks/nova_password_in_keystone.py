"""Keystone has another password for nova than nova.

Tokens of it are held for a while, then all ends.
"""

from __future__ import annotations

from ..breaking.hands import openstack
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="nova-password-in-keystone",
    title="nova's password changed, in Keystone only",
    source="BROKEN 13",
    first=r"^service-account nova:",
    mended_by="align-service-account nova",
    confirm=Confirm("openstack flavor list -f json", r"^\["),
    make=openstack("user set --password another-one nova"),
    take_back=openstack("user set --password {nova_password} nova"),
)
