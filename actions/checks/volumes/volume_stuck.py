"""A volume has been attaching, detaching, creating or deleting for long, or is in error.

A message was lost or a service died in the middle; nothing takes it up again, and its owner can do
nothing with it. Source: `status` and `updated_at` of /volumes/detail, and of what is reserved nova's
own records: the volumes of an instance that is shelved and offloaded stay so, and are well. Where no
cinder-volume reports under the backend's name any more, its volumes can be neither attached nor
deleted, whatever they are; unless a cluster serves that backend, which goes on without a member.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.checks._support.stuck import RESETS, backends, clustered, known, shelved, stuck_for
from actions.checks._support.wording import age, count, listed, verb
from actions.deployments.all import usual_tool
from actions.deployments.parts import CINDER
from actions.deployments.services import CINDER_SCHEDULER, CINDER_VOLUME
from actions.facts.cinder import older_volumes, volume_services, volumes
from actions.facts.cinder.volumes import Volume
from actions.facts.nova import volume_uses
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "volume-stuck"

_FREE = "look with `openstack volume show` and on the instance's host whether it is in use there"
_FAILED = "{log} says why"
_SHELVED = "nobody could see whether the instance is shelved, whose volumes stay so and are well: "
_EACH = ", and {reset} sets the state of one"
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
    """One finding for each state on each backend, and for each backend that is gone."""
    now, listed_backends = snapshot.reading(volumes.PROBE).at, backends(snapshot)
    groups: dict[tuple[str, str], list[Volume]] = {}
    homeless: dict[str, list[Volume]] = {}
    shared = clustered(snapshot)
    for volume in known(snapshot):
        if volume.backend and listed_backends and volume.backend not in listed_backends:
            if volume.backend.partition("@")[2] not in shared:
                homeless.setdefault(volume.backend, []).append(volume)
        elif stuck_for(volume, now) and not shelved(snapshot, volume):
            groups.setdefault((volume.status, volume.backend), []).append(volume)
    for (status, backend), found in sorted(groups.items()):
        yield _finding(snapshot, status, backend, found)
    up = [name for name, state in listed_backends.items() if state == "up"]
    for backend, found in sorted(homeless.items()):
        yield _homeless(backend, found, up)


def _finding(snapshot: Snapshot, status: str, backend: str, found: Sequence[Volume]) -> Finding:
    now = snapshot.reading(volumes.PROBE).at
    oldest = max(found, key=lambda volume: stuck_for(volume, now))
    names = listed([volume.name or volume.id for volume in found])
    alone = len(found) == 1
    what = f"Volume {names}" if alone else f"{count(len(found), 'volume')} ({names})"
    where = f" on {backend}" if backend else ", for which the scheduler found no backend,"
    times = ("" if alone else "up to ") + age(stuck_for(oldest, now))
    doing = f"{verb(len(found), 'has', 'have')} been {_state(status)} for {times}"
    log = f"the log of {CINDER_VOLUME} on {backend.partition('@')[0]}" if backend else _SCHEDULER
    advice = _ADVICE.get(status, _LONG).format(log=log)
    unsure = [volume for volume in found if shelved(snapshot, volume) is None]
    advice = f"{_SHELVED}{advice}" if unsure else advice
    reset = status in RESETS
    if reset and not alone:
        command = snapshot.site.invocation.run("reset-volume-state", oldest.id)
        advice += _EACH.format(reset=f"`{command}`")
    return Finding(
        CODE,
        Severity.NOTICE if status == "error" or len(unsure) == len(found) else Severity.WARNING,
        found[0].id if alone else f"{status} on {backend}".removesuffix(" on "),
        f"{what}{where} {doing}: {advice}.",
        "reset-volume-state" if reset and alone else "",
        oldest.id if reset and alone else "",
        Entity(Kind.VOLUME, oldest.id),
        since=oldest.updated or 0.0,
    )


def _homeless(backend: str, found: Sequence[Volume], up: Sequence[str]) -> Finding:
    """Its service has another name now, or is gone for good."""
    pool = found[0].host
    other = next((n for n in up if n.partition("@")[2] == backend.partition("@")[2]), "HOST@BACKEND")
    new = f"{other}#{pool.partition('#')[2]}" if "#" in pool else other
    tool = usual_tool(CINDER).line
    move = f"{tool} volume update_host --currenthost {pool} --newhost {new}"
    says = (
        f"{count(len(found), 'volume')} ({listed([v.name or v.id for v in found])}) "
        f"{verb(len(found), 'is', 'are')} on {backend}, and cinder lists no {CINDER_VOLUME} of that "
        "name: they can be neither attached nor deleted. Set `backend_host` back to its old name, or, "
        f"where the same storage is served under another one, `{move}`."
    )
    return Finding(CODE, Severity.WARNING, backend, says, entity=Entity(Kind.VOLUME, found[0].id))


_SCHEDULER = f"the log of {CINDER_SCHEDULER}"


def _state(status: str) -> str:
    """As a sentence has it: has been deleting; has been in error."""
    return f"in {status}" if status.startswith("error") else status


NEEDS = (older_volumes.PROBE, volume_services.PROBE, volume_uses.PROBE, volumes.PROBE)
CHECK = Check(CODE, "Stuck volumes", NEEDS, find, Area.VOLUME)
