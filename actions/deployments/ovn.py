"""OVN's tools and sockets: alike in every deployment, but for the container that they may run in."""

from __future__ import annotations

import shlex

from actions.deployments.all import container_of
from actions.deployments.deployment import ENGINES

INTEGRATION = "br-int"
"""The bridge to which ports are plugged, where nobody has named another."""

_RUN = "/var/run/ovn"
_OPTIONS = "--no-leader-only --timeout=5"
"""Of a cluster each member answers, and none waits longer for its own database than that."""

NB, SB = f"ovn-nbctl {_OPTIONS}", f"ovn-sbctl {_OPTIONS}"
JSON = "--format=json"
SWITCH = "ovs-vsctl --timeout=5"
FLOWS = "ovs-ofctl --timeout=5 dump-aggregate"

NORTHD, CONTROLLER = (f"ovn-appctl -T 5 -t ovn-{one}" for one in ("northd", "controller"))
NB_CONTROL, SB_CONTROL = (f"{_RUN}/ovn{one}_db.ctl" for one in ("nb", "sb"))
NB_SERVER, SB_SERVER = (f"ovn-appctl -T 5 -t {path}" for path in (NB_CONTROL, SB_CONTROL))
SYNC, CLUSTER = "ovsdb-server/sync-status", "cluster/status"
"""What a server is asked about itself."""

_UNKNOWN = "unknown table|does not contain a column"
"""How these tools refuse what their release has not, before they ask any server."""


def or_older(line: str, older: str) -> str:
    """`older` where the tool is of a release that lacks a table or a column of the line's.

    One that failed for another reason is not asked so: it would tell what newer releases leave empty.
    """
    return f"{line} || {{ {line} 2>&1 | grep -qE {shlex.quote(_UNKNOWN)} && {older}; }}"


def within(unit: str, line: str) -> str:
    """A line of these tools as it runs beside a unit: in its container, if it has one."""
    container = container_of(unit)
    if not container:
        return line
    engine = " || ".join(f"command -v {one}" for one in ENGINES)
    return f"$({engine}) exec {shlex.quote(container)} sh -c {shlex.quote(line)}"
