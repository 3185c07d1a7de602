"""Whether a host is this machine itself: by its name, and because OpenStack lies here."""

from __future__ import annotations

import os
import socket

from actions.deployments.all import CONFIGURATIONS
from actions.formats.host_name import may_be_one, plain_name

_ANYBODYS = frozenset({"localhost", "localhost.localdomain"})
"""Names that every machine has for itself."""


def anybodys(name: str) -> bool:
    """It tells no machine from another."""
    return plain_name(name) in _ANYBODYS


def called(name: str) -> bool:
    """This machine goes by that name: equal, or one is the other without its domain."""
    bare = plain_name(name)
    return bare in _ANYBODYS or may_be_one(bare, plain_name(socket.gethostname()))


def has_openstack() -> bool:
    """A service of OpenStack's is configured here, whether this user may read it or not.

    A laptop may be called as a host of a cloud is; it has none of that.
    """
    return any(_is_there(path) for path in CONFIGURATIONS)


def _is_there(path: str) -> bool:
    try:
        os.lstat(path)
    except PermissionError:  # it, or the folder that hides it
        return True
    except OSError:
        return False
    return True
