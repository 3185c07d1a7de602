"""A file system that another machine serves is mounted, and does not answer.

Whatever touches it waits without end (state D, which no signal ends): nova-compute with an instance on
it, `df`, a login whose shell looks there. Source: `stat -f` of each mount alone, for three seconds.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.wording import listed, verb
from actions.deployments.all import state
from actions.deployments.parts import CINDER, GLANCE, NOVA
from actions.facts._support.mounts import SilentMount
from actions.facts.hosts import host_status
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "mount-dead"
_OPENSTACK = tuple(folder for part in (CINDER, GLANCE, NOVA) for folder in state(part))
"""Where instances, images and volumes are."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each share, with all hosts on which it is dead."""
    shares: dict[tuple[str, str], dict[str, SilentMount]] = {}
    for host, status in snapshot.each(host_status.PROBE).items():
        for mount in status.silent:
            shares.setdefault((mount.source, mount.error), {})[host] = mount
    for (source, error), mounted in shares.items():
        yield _finding(source, error, mounted)


def _finding(source: str, error: str, mounted: dict[str, SilentMount]) -> Finding:
    mounts = {one.mount for one in mounted.values()}
    hosts, one = listed(mounted), next(iter(mounted.values())).mount
    severe = any(mount.startswith(_OPENSTACK) for mount in mounts)
    how = f"answers only `{error}`" if error else "does not answer"
    return Finding(
        CODE,
        Severity.CRITICAL if severe else Severity.WARNING,
        source if len(mounted) > 1 else f"{hosts}:{one}",
        f"{source}, mounted at {listed(mounts)} on {hosts}, {how}: what reads or writes there "
        f"{'fails' if error else 'hangs'}. See whether its server runs and "
        f"{verb(len(mounted), 'that host reaches', 'those hosts reach')} it; `umount -f -l {one}` "
        "there gives the mount up.",
    )


CHECK = Check(CODE, "Mounted file systems that do not answer", (host_status.PROBE,), find, Area.HOSTS)
