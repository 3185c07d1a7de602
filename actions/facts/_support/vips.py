"""The addresses that keepalived moves between hosts, by its configuration there."""

from __future__ import annotations

from ipaddress import ip_address

from actions.deployments.all import DEPLOYMENTS

_FILES = tuple(dict.fromkeys(d.vip_conf for d in DEPLOYMENTS if d.vip_conf))

_BLOCKS = r"""{
    sub(/[#!].*/, ""); gsub(/[{}]/, " & "); first = 1
    for (i = 1; i <= NF; i++)
        if ($i ~ /^virtual_ipaddress/) on = 1
        else if ($i == "}") on = 0
        else if ($i != "{" && on && first) { print $i; first = 0 }
}"""
"""The first word of each line of a block, which may begin and end on one line; no comment."""

KEPT = f"awk '{_BLOCKS}' {' '.join(_FILES)} 2>/dev/null"
"""A line of the shell's: only the addresses, for the file holds a password."""


def kept(text: str) -> frozenset[str]:
    """What it printed, as `ip` writes addresses, without the lengths of their networks."""
    return frozenset(filter(None, (_address(line) for line in text.splitlines())))


def _address(word: str) -> str:
    try:
        return str(ip_address(word.partition("/")[0].strip()))
    except ValueError:
        return ""  # a name, or a variable of keepalived's
