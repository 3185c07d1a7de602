"""Names of hosts as nova, neutron, cinder and people write them: with a domain, a backend, capitals."""

from __future__ import annotations

from ipaddress import ip_address


def plain_name(name: str) -> str:
    """A host's name in small letters, without cinder's @backend and the root's dot.

    An address of IPv6 has many spellings: its shortest.
    """
    bare = name.partition("@")[0].lower().rstrip(".").strip("[]")
    try:
        return ip_address(bare).compressed if ":" in bare else bare
    except ValueError:
        return bare


def short(name: str) -> str:
    """A plain name up to its first dot; an address has no shorter form."""
    return name if is_address(name) else name.partition(".")[0]


def short_name(name: str) -> str:
    """A name as it was written, up to its first dot."""
    return short(plain_name(name))


def may_be_one(name: str, other: str) -> bool:
    """Whether two plain names may be one host's: equal, or one is the other without its domain.

    Names that differ beyond the first dot are two hosts.
    """
    return name == other or (short(name) == short(other) and short(name) in (name, other))


def is_loopback(name: str) -> bool:
    """Whether a name leads each host to itself."""
    bare = plain_name(name)
    return bare in ("localhost", "::1") or (is_address(bare) and bare.startswith("127."))


def is_address(name: str) -> bool:
    """Whether a plain name is an IP address."""
    return ":" in name or name.replace(".", "").isdigit()
