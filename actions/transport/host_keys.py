"""Which kinds of host keys are asked for, and in which order: those first that known_hosts can check.

Only what HostKeyAlgorithms allows is ever asked for, and whatever a host shows then is checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.transport.ssh_handshake import Handshake

_CERTIFICATE = "-cert-"


def first(chosen: Sequence[str], usual: Sequence[str], handshake: Handshake) -> tuple[str, ...]:
    """HostKeyAlgorithms, as ssh puts them in order for a host; none: asyncssh has the same by itself.

    A list in an order of the operator's own is left in that.
    """
    kept = [name for name in usual if name in chosen]
    own_order = not kept or list(chosen[: len(kept)]) != kept
    names = tuple(chosen)
    if not handshake.has_authority:  # what ssh takes from a certificate then is its plain key
        names = plain(names) or names
    if own_order:
        return names
    known = {name.decode() for key in handshake.known for name in key.sig_algorithms}
    return tuple(sorted(names, key=lambda name: not (_CERTIFICATE in name or name in known)))


def plain(names: Sequence[str]) -> tuple[str, ...]:
    """Without certificates."""
    return tuple(name for name in names if _CERTIFICATE not in name)
