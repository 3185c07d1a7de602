"""Whether a host is this machine itself: by its name, and because OpenStack lies here."""

from __future__ import annotations

import os
import socket

from actions.checks._support.host_aliases import plain_name, short
from actions.deployments.all import CONFIGURATIONS

_ANYBODYS = frozenset({"localhost", "localhost.localdomain"})
"""Names that every machine has for itself."""


def anybodys(name: str) -> bool:
    """It tells no machine from another."""
    return plain_name(name) in _ANYBODYS


def called(name: str) -> bool:
    """This machine goes by that name: equal, or one is the other without its domain."""
    own, name = plain_name(socket.gethostname()), plain_name(name)
    return name in _ANYBODYS or name == own or (short(name) == short(own) and short(own) in (own, name))


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
