"""Keystone's Fernet keys are gone: it can neither make nor read a token."""

from __future__ import annotations

from ..breaking.hands import on
from ..breaking.model import Break, Confirm
from ..place import KEYS_ON_HOST

BREAK = Break(
    name="fernet-keys-gone",
    title="Keystone's Fernet keys gone",
    needs=(KEYS_ON_HOST,),
    source="BROKEN 14",
    first=r"^keystone-keys",
    mended_by="sync-keystone-keys controller",
    confirm=Confirm("openstack token issue -f value -c id", "^gAAAA"),
    make=on(
        "controller",
        "mv /etc/keystone/fernet-keys /etc/keystone/fernet-keys.well && systemctl restart keystone",
    ),
    take_back=on(
        "controller",
        "if [ -e /etc/keystone/fernet-keys.well ]; then rm -rf /etc/keystone/fernet-keys; "
        "mv /etc/keystone/fernet-keys.well /etc/keystone/fernet-keys; fi; systemctl restart keystone",
    ),
    leaves=True,
)
