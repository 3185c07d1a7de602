"""HAProxy's pools of which servers are down though all is well, by deployers' names for them."""

from __future__ import annotations

import re

_LEADER = re.compile(r"redis|ceph[_-]?(dashboard|mgr)", re.IGNORECASE)
"""Their check is well at the one that leads: TripleO's asks redis for role:master, and a standby
manager of Ceph's sends whoever asks for its dashboard to the active one."""
_FIRST = re.compile(r"ovn_[ns]bdb")
"""TripleO without pacemaker: all nodes are in it, and OVN's databases listen on the first."""
_AT_TIMES = re.compile(
    r"(?:.*[-_])?(?:letsencrypt|acme|certbot)(?:[-_](?:back|front|service).*)?", re.I
)
"""openstack-ansible's letsencrypt: certbot listens for as long as it fetches a certificate."""


def stands_by(pool: str, check: str, *, served: bool) -> bool:
    """Whether a server that HAProxy has down is as it should be; not where no other has `served`."""
    if _AT_TIMES.fullmatch(pool):
        return True
    answers = check.startswith("L7")
    return served and bool(_FIRST.match(pool) or (answers and _LEADER.search(pool)))
