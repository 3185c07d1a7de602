"""Keystone's Fernet keys are root's, as after a copy by hand: Keystone cannot read them."""

from __future__ import annotations

from ..breaking.hands import on
from ..breaking.model import Break, Confirm
from ..place import KEYS_ON_HOST

BREAK = Break(
    name="fernet-keys-owner",
    title="Keystone's Fernet keys not readable by its user",
    needs=(KEYS_ON_HOST,),
    source="BREAKAGES 27",
    first=r"^keystone-keys",
    mended_by="sync-keystone-keys controller",
    confirm=Confirm("openstack token issue -f value -c id", "^gAAAA"),
    make=on(
        "controller",
        "chown -R root:root /etc/keystone/fernet-keys && chmod 700 /etc/keystone/fernet-keys && "
        "systemctl restart keystone",
    ),
    take_back=on(
        "controller",
        "chown -R keystone:keystone /etc/keystone/fernet-keys && systemctl restart keystone",
    ),
)
