"""Whether a host is this machine itself: by its name, and because OpenStack lies here."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable

from actions.checks._support.host_aliases import plain_name, short
from actions.deployments.all import CONFIGURATIONS

_ANYBODYS = frozenset({"localhost", "localhost.localdomain"})
"""Names that every machine has for itself."""


def anybodys(names: Iterable[str]) -> bool:
    """They tell no machine from another."""
    return any(plain_name(name) in _ANYBODYS for name in names)


def called(names: Iterable[str]) -> bool:
    """This machine goes by one of the names: equal, or one is the other without its domain."""
    own = plain_name(socket.gethostname())
    return any(
        name in _ANYBODYS or name == own or (short(name) == short(own) and short(own) in (own, name))
        for name in map(plain_name, names)
    )


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
