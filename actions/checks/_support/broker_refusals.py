"""Why RabbitMQ refuses a login, by AMQP's number and its own words, and what a person can do.

The words are those of 3.6 to 4.2: most of its reasons share the number 530 and a beginning.
"""

from __future__ import annotations

import enum
import re

from actions.facts.broker.broker_logins import Login, Use


class Refusal(enum.Enum):
    """What is in the way."""

    PASSWORD = enum.auto()
    """It does not take the user or the password."""
    RIGHTS = enum.auto()
    """The virtual host is there, and the account has no rights in it."""
    NO_VHOST = enum.auto()
    VHOST_DOWN = enum.auto()
    """It is there, and its processes do not run on that member."""
    LIMIT = enum.auto()
    """As many connections as the virtual host, the account or the member is allowed."""
    OTHER = enum.auto()


_REFUSED = 403
_REASONS = (
    (Refusal.VHOST_DOWN, re.compile(r"vhost '.*' is down$")),
    (Refusal.LIMIT, re.compile(r"connection limit (?:\(\S+\) is reached|cannot be queried)")),
    (Refusal.RIGHTS, re.compile(r"access to vhost '.*' refused for user '[^']*'$")),
    (Refusal.NO_VHOST, re.compile(r"vhost .* not found$")),
)
"""What follows the beginning of RIGHTS says why: another backend's error is no lack of rights here."""


def refusal(login: Login) -> Refusal:
    """Of a login that was answered with a number."""
    if login.code == _REFUSED:
        return Refusal.PASSWORD
    said = login.error.removesuffix(".")
    return next((kind for kind, words in _REASONS if words.search(said)), Refusal.OTHER)


def advice(login: Login, use: Use, tool: str) -> str:
    """The exact next commands, where it is not the password; `tool`: rabbitmqctl, as it is called."""
    vhost, user = use.place.virtual_host, use.place.login[0]
    match refusal(login):
        case Refusal.VHOST_DOWN:
            return (
                f"`{tool} restart_vhost -p {vhost}` there starts it again, and RabbitMQ's log says why "
                "it went down: most often its message store could not be read, or the disk was full. "
                "No account and no URL is wrong."
            )
        case Refusal.LIMIT:
            return (
                f"No account and no URL is wrong: see there `{tool} list_vhost_limits -p {vhost}`, "
                f"`{tool} list_user_limits --user {user}` (since 3.8.10) and connection_max in "
                f"rabbitmq.conf, and who has the connections, `{tool} list_connections user peer_host "
                "name`; then raise the limit, or close what is left over."
            )
        case Refusal.RIGHTS | Refusal.NO_VHOST:
            return (
                f"See there `{tool} list_vhosts` and `{tool} list_permissions -p {vhost}`, or correct "
                f"the end of {use.where}."
            )
    return "RabbitMQ's log there says more of it."
