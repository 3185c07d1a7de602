"""The addresses that keepalived moves between hosts, by its configuration there."""

from __future__ import annotations

from actions.deployments.all import DEPLOYMENTS

_FILES = tuple(dict.fromkeys(d.vip_conf for d in DEPLOYMENTS if d.vip_conf))

KEPT = (
    "awk '/^[[:space:]]*virtual_ipaddress/ {on=1; next} /}/ {on=0} on {print $1}' "
    f"{' '.join(_FILES)} 2>/dev/null"
)
"""A line of the shell's: only the addresses, for the file holds a password."""


def kept(text: str) -> frozenset[str]:
    """What it printed, without the lengths of their networks."""
    vips = (line.split("/")[0].strip() for line in text.splitlines())
    return frozenset(vip for vip in vips if "." in vip or ":" in vip)
