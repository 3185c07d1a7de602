"""IPv4 addresses as people write them into a file."""

from __future__ import annotations

import ipaddress


def is_ipv4(text: object) -> bool:
    """Whether a value that was read is the text of an IPv4 address."""
    try:
        ipaddress.IPv4Address(text if isinstance(text, str) else "")
    except ValueError:
        return False
    return True
