"""Lines of logs whose cause is known: a pattern, the cause, what to do, since when, and who met it.

The tables are in `known/`, by who logs the line. A pattern is a regular expression, searched in one
line; every one has a line of its own in tests/cases/signatures.json, which no other may match. What its
group `named` finds there stands in the cause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from actions.causes.known.compute import COMPUTE
from actions.causes.known.databases import DATABASES
from actions.causes.known.identity import IDENTITY
from actions.causes.known.messages import MESSAGES
from actions.causes.known.network import NETWORK
from actions.causes.known.storage import STORAGE
from actions.causes.known.systems import SYSTEMS

Row = tuple[str, str, str, str, str, str]


OF_CLIENTS = frozenset(
    (
        "broker-heartbeat",
        "broker-limit",
        "broker-login-refused",
        "broker-refuses-user",
        "broker-rights",
        "broker-vhost",
        "db-client-denied",
        "db-column-missing",
        "db-deadlock",
        "db-denied",
        "db-host-blocked",
        "db-host-denied",
        "db-lost",
        "db-no-grant",
        "db-table-missing",
        "db-unknown",
        "db-wants-tls",
        "libvirt-lost",
        "queue-inequivalent",
        "queue-member-down",
        "reply-queue-missing",
    )
)
"""Why a client of a server is in trouble: in that server's own log, they are never why it is itself."""
OF_REQUESTS = frozenset(
    (
        "allocations-orphaned",
        "allocations-remain",
        "attachment-conflict",
        "bind-dead-agent",
        "cell-unmapped-host",
        "db-deadlock",
        "fernet-keys-differ",
        "glance-store-denied",
        "glance-store-full",
        "instance-unmapped",
        "metadata-secret",
        "no-valid-host",
        "ovn-no-chassis",
        "build-port-binding",
        "port-not-bound",
        "remote-closed",
        "reply-queue-missing",
        "token-refused",
        "vif-plug-timeout",
    )
)
"""Why one request, or one instance, came to nothing: no service ends by that."""


@dataclass(frozen=True)
class Signature:
    """One cause as logs tell it."""

    key: str
    pattern: str
    cause: str
    """Half a sentence, without a full stop; [in brackets] what the line may tell by its name."""
    advice: str
    """What to do about it, with the exact command where there is one."""
    since: str = ""
    """The release that logs it first; empty: all that are met."""
    source: str = ""
    """A bug or a thread where it was met, or the file of the project that logs it."""

    def of(self, line: str) -> str:
        """The cause as the line tells it: with the name that its group `named` has found there."""
        found = re.search(self.pattern, line)
        named = found.groupdict().get("named") if found else None
        return _UNNAMED.sub(lambda bracket: named or bracket[1], self.cause)

    @property
    def symptom(self) -> bool:
        """It follows from something that another line says."""
        return self.cause.endswith(": a symptom")

    @property
    def of_clients(self) -> bool:
        """A server tells it of those who use it, and not of itself."""
        return self.key in OF_CLIENTS

    @property
    def of_request(self) -> bool:
        """It is of one request or one instance: what logs it goes on."""
        return self.key in OF_REQUESTS

    @property
    def several(self) -> bool:
        """One such line is one caller's trouble, or one request's: many of them are the service's."""
        return self.of_request or self.advice.startswith("many at once: ")


_UNNAMED = re.compile(r"\[(.*?)\]")

SIGNATURES = tuple(
    Signature(*row)
    for table in (COMPUTE, NETWORK, STORAGE, IDENTITY, MESSAGES, DATABASES, SYSTEMS)
    for row in table
)
"""In the order in which they are tried: what is said of one service before what all share."""


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[Signature, re.Pattern[str]], ...]:
    return tuple((one, re.compile(one.pattern)) for one in SIGNATURES)


def signature(line: str) -> Signature | None:
    """The first that a line matches."""
    return next((one for one, pattern in _compiled() if pattern.search(line)), None)
