"""RabbitMQ's users and what they may do; read when a plan needs it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.deployments.parts import MESSAGING
from actions.facts.hosts import host_layout
from actions.formats.repeated_secrets import ending
from actions.formats.tool_json import first_json
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult
from actions.model.secret import Secret
from actions.model.site import Host, Site


@dataclass(frozen=True)
class MessageUser:
    """One user of the broker."""

    password_hash: Secret
    permissions: Mapping[str, tuple[str, str, str]]
    """By virtual host: patterns of what the user may configure, write and read."""

    def has(self, password: Secret) -> bool:
        """Whether that is the password: RabbitMQ keeps a salt of four bytes and SHA-256 of both."""
        try:
            kept = base64.b64decode(self.password_hash.reveal(), validate=True)
        except binascii.Error:
            return False
        return kept[4:] == hashlib.sha256(kept[:4] + password.reveal().encode()).digest()


MessageUsers = Mapping[str, MessageUser]
"""By name."""


def message_host(site: Site) -> Host | None:
    """The host whose RabbitMQ the cloud uses: role `messaging`, or the first controller."""
    return next(iter(site.having("messaging") or site.having("controller")), None)


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """One call for users, hashes and permissions: each rabbitmqctl starts a virtual machine."""
    host = message_host(snapshot.site)
    if host is None:
        return {}
    tool = host_layout.tool(snapshot, host.name, MESSAGING).line
    return {host.name: ShellQuery(host.name, f"{tool} -q export_definitions - --format json")}


def parse(answer: ShellResult) -> MessageUsers:
    """The definitions, with whatever rabbitmqctl says before them left out."""
    known = first_json(answer.out, dict)
    if known is None or "users" not in known:
        said = ending(answer.err or answer.out.partition("{")[0])  # behind it are passwords
        raise ParseError(f"rabbitmqctl gave no definitions (exit {answer.exit}): {said}")
    return {
        str(user["name"]): MessageUser(
            Secret(str(user.get("password_hash") or "")),
            _permissions(known.get("permissions") or [], user["name"]),
        )
        for user in known["users"]
    }


def _permissions(rows: list[dict[str, Any]], user: str) -> dict[str, tuple[str, str, str]]:
    return {
        str(row["vhost"]): (str(row["configure"]), str(row["write"]), str(row["read"]))
        for row in rows
        if row.get("user") == user
    }


PROBE = Probe("message-users", ask, parse, period=0, timeout=60, needs=(host_layout.PROBE,))
