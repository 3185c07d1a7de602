"""The metadata agents do not have the secret that nova's metadata API checks.

The agent signs whose instance it asks for (X-Instance-ID-Signature). With another secret nova answers
403, and no instance gets its keys or its user data. Nothing is down then: a line in nova's log at each
boot of an instance is all that tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import reachability
from actions.checks._support.wording import listed
from actions.deployments.services import (
    NEUTRON_METADATA_AGENT,
    NEUTRON_OVN_METADATA_AGENT,
    NOVA_METADATA,
)
from actions.facts.hosts import conf
from actions.facts.hosts.conf import HostConf
from actions.model.entity import service
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "metadata-secret"
_KEY = "metadata_proxy_shared_secret"
_AGENTS = (NEUTRON_METADATA_AGENT, NEUTRON_OVN_METADATA_AGENT)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each secret that nova does not have, with the hosts of its agents."""
    novas = [own for own in _novas(snapshot) if own.file.on("neutron", "service_metadata_proxy")]
    known = {own.file.value("neutron", _KEY) for own in novas}
    wrong: dict[tuple[str, str, str], list[str]] = {}
    agents = [one for one in reachability.heard(snapshot) if one.binary in _AGENTS] if known else []
    for one in agents:
        own = conf.own_conf_of(snapshot, one.host, one.binary) if one.host else None
        if own is None:
            continue
        secret = own.file.value("DEFAULT", _KEY)
        if secret not in known:
            wrong.setdefault((one.binary, own.path, secret), []).append(own.host)
    for (binary, path, secret), hosts in wrong.items():
        yield _finding(novas, binary, path, secret, hosts)


def _novas(snapshot: Snapshot) -> Iterable[HostConf]:
    """Controllers' alone: a compute node's file may have the secret, too, and nobody reads it there."""
    on = snapshot.site.having("controller")
    some = (conf.conf_of(snapshot, host.name, NOVA_METADATA) for host in on)
    return filter(None, some)


def _finding(novas: list[HostConf], binary: str, path: str, secret: str, hosts: list[str]) -> Finding:
    differs = "is not" if secret else "is not set, unlike"
    says = (
        f"{_KEY} in {path} on {listed(hosts)} {differs} that in [neutron] of {novas[0].path} on "
        f"{listed([own.host for own in novas])}: nova's metadata API refuses what {binary} passes on "
        "(403), and no instance gets its keys or its user data. Set the same in both, and restart both."
    )
    return Finding(CODE, Severity.CRITICAL, hosts[0], says, entity=service(hosts[0], binary))


CHECK = Check(
    CODE,
    "Metadata agents whose secret nova does not know",
    (*reachability.HEARD_NEEDS, conf.PROBE),
    find,
    Area.NETWORK,
)
