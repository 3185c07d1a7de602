"""A volume has been attaching, detaching, creating or deleting for long, or is in error.

A message was lost or a service died in the middle; nothing takes it up again, and its owner can do
nothing with it. Source: `status` and `updated_at` of /volumes/detail. On a backend that is down all
wait, and that is a finding of its own. stackmend has no repair: whether an instance still uses the
volume, only a look at its host tells, and a wrong state loses data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support.stuck import backends, known, stuck_for
from actions.checks._support.wording import age, count, listed, verb
from actions.deployments.services import CINDER_SCHEDULER, CINDER_VOLUME
from actions.facts.cinder import older_volumes, volume_services, volumes
from actions.facts.cinder.volumes import Volume
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "volume-stuck"

_FREE = (
    "look with `openstack volume show` and on the instance's host whether it is in use there, then "
    "`openstack volume set --state in-use` or `--state available --detached`"
)
_FAILED = "{log} says why, and `openstack volume set --state error` lets it be deleted"
_LONG = "{log} says whether it goes on"
_ADVICE = {
    "attaching": _FREE,
    "detaching": _FREE,
    "reserved": _FREE,
    "creating": _FAILED,
    "deleting": _FAILED,
    "extending": _FAILED,
    "error": "{log} says why, and unless it holds data it can be deleted",
    "error_deleting": "{log} says why; `openstack volume delete --force` tries again",
}
"""What a person can do, by state."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each state on each backend."""
    now, up = snapshot.reading(volumes.PROBE).at, backends(snapshot)
    groups: dict[tuple[str, str], list[Volume]] = {}
    for volume in known(snapshot):
        if stuck_for(volume, now) and up.get(volume.backend, "up") == "up":
            groups.setdefault((volume.status, volume.backend), []).append(volume)
    for (status, backend), found in sorted(groups.items()):
        yield _finding(status, backend, found, now)


def _finding(status: str, backend: str, found: Sequence[Volume], now: float) -> Finding:
    oldest = max(found, key=lambda volume: stuck_for(volume, now))
    names = listed([volume.name or volume.id for volume in found])
    what = f"Volume {names}" if len(found) == 1 else f"{count(len(found), 'volume')} ({names})"
    where = f" on {backend}" if backend else ", for which the scheduler found no backend,"
    since = age(stuck_for(oldest, now))
    times = since if len(found) == 1 else f"up to {since}"
    doing = f"{verb(len(found), 'has', 'have')} been {_state(status)} for {times}"
    log = f"the log of {CINDER_VOLUME} on {backend.partition('@')[0]}" if backend else _SCHEDULER
    advice = _ADVICE.get(status, _LONG).format(log=log)
    return Finding(
        CODE,
        Severity.NOTICE if status == "error" else Severity.WARNING,
        found[0].id if len(found) == 1 else f"{status} on {backend}".removesuffix(" on "),
        f"{what}{where} {doing}: {advice}.",
    )


_SCHEDULER = f"the log of {CINDER_SCHEDULER}"


def _state(status: str) -> str:
    """As a sentence has it: has been deleting; has been in error."""
    return f"in {status}" if status.startswith("error") else status


NEEDS = (older_volumes.PROBE, volume_services.PROBE, volumes.PROBE)
CHECK = Check(CODE, "Stuck volumes", NEEDS, find, Area.VOLUME)
