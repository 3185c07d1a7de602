"""Who asks with which token: each service has one checked that no other has had checked for it.

A service that sees a token for the first time has Keystone check it, with its own account, and keeps
the answer in the memcached that it shares with the others. So one token for all tells of one service's
account alone, and hides as long as it is kept that the others' are refused or have lost their role.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from threading import Lock
from typing import Any

from keystoneauth1.identity import generic, v3

PATIENCE = 1.0
"""Seconds that the others wait for the one ahead, which may be of a service that does not answer."""

PERIOD = 120.0
"""Seconds after which a service is asked with a token of its own again."""


class TokenWarmup:
    """Whose turn it is on one connection.

    One request goes ahead with the common token, and one of each other service with one of its own; all
    that follow find the common one checked. Ten requests at once, with a token that nobody knows yet,
    are ten checks at once: on the lab they took 1.1 s, and one ahead and then nine took 0.5 s.
    """

    def __init__(self) -> None:
        self._ahead: asyncio.Event | None = None
        self._checked: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, service: str, reads: bool = True) -> AsyncIterator[bool]:
        """A place for one request of a service: whether it, a read, is to have a token of its own."""
        now = time.monotonic()
        if service == "identity":  # Keystone asks itself each time
            yield False
        elif self._ahead is None:
            self._ahead = asyncio.Event()
            self._checked[service] = now
            try:
                yield False
            finally:
                self._ahead.set()
        elif reads and now - self._checked.get(service, -PERIOD) >= PERIOD:
            self._checked[service] = now
            yield True
        else:
            await _in_time(self._ahead)
            yield False


def own_token(connection: Any, discovering: Lock, timeout: tuple[float, float]) -> dict[str, Any]:
    """How to ask with a token that no service has seen; nothing where Keystone gives no second one.

    `discovering`: held while the SDK looks for Keystone's version.
    """
    try:
        own = _for_token(connection, discovering, timeout) or _for_login(connection.session)
    except Exception:
        return {}
    return {"authenticated": False, "headers": {"X-Auth-Token": own}} if own else {}


def _for_token(connection: Any, discovering: Lock, timeout: tuple[float, float]) -> str:
    """A token for the common one: it costs Keystone no look at a password, which is what takes it long.

    Empty where it gives none to anybody like this: for a trust, and where allow_rescope_scoped_token is
    off. For an application credential's it is not asked: it fails over that, or refuses it.
    """
    session = connection.session
    if isinstance(session.auth, v3.ApplicationCredential):
        return ""
    identity = {"methods": ["token"], "token": {"id": session.get_token()}}
    scope = {"project": {"id": session.get_project_id()}}
    with discovering:
        keystone = connection.identity
    body = {"auth": {"identity": identity, "scope": scope}}
    # The token in its body alone: one in the header is looked at, too, which takes as long again, and
    # the SDK would log in once more at a 401, with a password that may be another by now.
    ask = partial(keystone.post, authenticated=False, timeout=timeout)
    answer = ask("/auth/tokens?nocatalog", json=body)
    return "" if answer.status_code == 403 else str(answer.headers["X-Subject-Token"])


def _for_login(session: Any) -> str:
    """A token for the login itself, once more; empty where that is no key that opens twice."""
    again = isinstance(session.auth, (generic.Password, v3.ApplicationCredential, v3.Password))
    return str(session.auth.get_auth_ref(session).auth_token) if again else ""


async def _in_time(event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await event.wait()
