"""Keystone's keys are gone, closed to its user, or not the same on all controllers (BREAKAGES 27).

Without a key it makes no token and reads none: HTTP 500 to every login. Where controllers differ, what
one of them gives the other refuses, so that every second request ends in 401. Source: the files of the
key repositories on each controller, by their digests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from actions.checks._support.wording import listed
from actions.deployments import parts
from actions.deployments.all import usual_tool
from actions.deployments.services import KEYSTONE_API
from actions.facts.hosts import conf
from actions.facts.keystone import keystone_keys, service_logins
from actions.facts.keystone.keystone_keys import CREDENTIAL, FERNET, KeyFile
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "keystone-keys"
Found = Mapping[str, Mapping[int, KeyFile]]
"""Keys of one kind, by host."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host and kind; nothing while no service logs in to that Keystone yet."""
    for kind in (FERNET, CREDENTIAL):
        found = keys(snapshot, kind)
        if not any(found.values()) and not service_logins.uses(snapshot):
            continue
        alike = usual(found)
        for host, here in found.items():
            yield from _of_host(snapshot, kind, host, here, found.get(alike, {}), alike)


def keys(snapshot: Snapshot, kind: str) -> Found:
    """Of every controller whose Keystone has keys of that kind to read, and was looked at."""
    found: dict[str, Mapping[int, KeyFile]] = {}
    for host in (host.name for host in snapshot.site.having("controller")):
        own = conf.conf_of(snapshot, host, KEYSTONE_API)
        seen = snapshot.get(keystone_keys.PROBE, host)
        folder = keystone_keys.folders(snapshot, host).get(kind)
        jws = own is not None and own.file.value("token", "provider") == "jws"
        if seen is not None and folder and not (jws and kind == FERNET):
            found[host] = keystone_keys.of_folder(seen, folder)
    return found


def usual(found: Found) -> str:
    """The host whose keys most have; of as many, who rotated them last. Empty: none has any."""
    sets = {host: frozenset(k.digest for k in here.values()) for host, here in found.items() if here}
    counted = Counter(sets.values())
    return max(sets, key=lambda host: (counted[sets[host]], max(found[host])), default="")


def _of_host(
    snapshot: Snapshot,
    kind: str,
    host: str,
    here: Mapping[int, KeyFile],
    model: Mapping[int, KeyFile],
    alike: str,
) -> Iterable[Finding]:
    folder = keystone_keys.folders(snapshot, host)[kind]
    closed = [f"{folder}/{number}" for number, key in here.items() if not key.readable]
    fernet = kind == FERNET
    what = f"Keystone on {host}"
    if not here:
        says = f"{what} has no key in {folder}: " + (
            "it can neither make nor read a token, and answers HTTP 500"
            if fernet
            else "what it keeps encrypted (EC2 and TOTP credentials) cannot be read"
        )
    elif closed:
        user = usual_tool(parts.KEYSTONE).user
        owners = listed({key.owner for key in here.values() if not key.readable})
        says = f"{what} cannot read {listed(closed)}: that is {owners}'s, and Keystone runs as {user}"
    elif host != alike and (differs := _differs(here, model)):
        says = f"{what} has not the keys of {alike} in {folder} ({differs})" + (
            ": a token that one of them gives the other may refuse with HTTP 401" if fernet else ""
        )
    else:
        return
    serves = not fernet or bool(here and not closed and _reads(here, model) and _reads(model, here))
    reading = snapshot.reading(keystone_keys.PROBE, host)
    yield Finding(
        CODE,
        Severity.WARNING if serves else Severity.CRITICAL,
        host if fernet else f"{host} {folder}",
        f"{says}.",
        "sync-keystone-keys" if fernet or here or alike else "",
        host if fernet or here or alike else "",
        entity=Entity(Kind.KEYS, host),
        down=not serves,
        evidence=(Evidence(f"{folder} on {host}", _listing(here), reading.at),),
    )


def _reads(here: Mapping[int, KeyFile], others: Mapping[int, KeyFile]) -> bool:
    """Whether tokens of the other host, made with its highest key, can be read with these."""
    newest = others[max(others)].digest if others else ""
    return not newest or newest in {key.digest for key in here.values()}


def _differs(here: Mapping[int, KeyFile], model: Mapping[int, KeyFile]) -> str:
    """Which numbers are not alike; empty: all keys are the same."""
    ours, theirs = ({n: key.digest for n, key in keys.items()} for keys in (here, model))
    numbers = sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))
    return f"key {listed([str(n) for n in numbers])}" if numbers else ""


def _listing(here: Mapping[int, KeyFile]) -> str:
    lines = (
        f"{number} {key.owner} {key.digest[:12]}{'' if key.readable else ' closed'}"
        for number, key in sorted(here.items())
    )
    return "\n".join(lines) or "no key"


CHECK = Check(
    CODE,
    "Keystone's keys that are gone or differ",
    (conf.PROBE, keystone_keys.PROBE),
    find,
    Area.APIS,
)
