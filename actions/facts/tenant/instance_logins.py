"""What the own project's instances with a floating IP say of themselves over SSH."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.tenant import own_floating_ips, own_instances, own_ports
from actions.facts.tenant.instance_pings import seen_from
from actions.formats.repeated_secrets import ending
from actions.model.fact import Probe, Snapshot
from actions.model.query import LoginQuery, LoginResult, ParseError, Query

USER = "cirros"
"""Whom CirrOS lets in; [install.tenant] user names another."""
LINE = "hostname; uptime"


@dataclass(frozen=True)
class Login:
    """What an instance said."""

    said: tuple[str, ...]
    host_key: str
    """The fingerprint of its host key."""
    key_file: str
    """The private key that it let in."""


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every one that runs and was given a key pair, by its floating IP."""
    host = seen_from(snapshot.site)
    tenant = snapshot.site.settings.get("tenant", {})
    user = tenant.get("user", USER) if isinstance(tenant, dict) else USER
    active = (i for i in snapshot.get(own_instances.PROBE) or () if i.status == "ACTIVE" and i.key)
    ids = {instance.id for instance in active}
    ports = {p.id: p.device for p in snapshot.get(own_ports.PROBE) or () if p.device in ids}
    return {
        ip.address: LoginQuery(host.name, ip.address, str(user), ports[ip.port], LINE)
        for ip in snapshot.get(own_floating_ips.PROBE) or ()
        if host and ip.port in ports
    }


def parse(answer: LoginResult) -> Login:
    """The lines of `hostname` and `uptime`."""
    lines = tuple(line.strip() for line in answer.out.splitlines() if line.strip())
    if answer.exit or not lines:
        raise ParseError(f"`{LINE}` ended with {answer.exit}: {ending(answer.out)!r}")
    return Login(lines, answer.host_key, answer.key_file)


PROBE = Probe(
    "instance-logins",
    ask,
    parse,
    period=0,
    timeout=20,
    needs=(own_floating_ips.PROBE, own_instances.PROBE, own_ports.PROBE),
)
