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
        hidden = unseen(snapshot, kind)
        model = right(found, hidden)
        for host in found:
            yield from _of_host(snapshot, kind, host, found, hidden, model)


def keys(snapshot: Snapshot, kind: str) -> Found:
    """Of every controller whose Keystone has keys of that kind to read, and was looked at."""
    found: dict[str, Mapping[int, KeyFile]] = {}
    for host in (host.name for host in snapshot.site.having("controller")):
        seen = snapshot.get(keystone_keys.PROBE, host)
        folder = keystone_keys.folders(snapshot, host).get(kind)
        if seen is not None and folder and _has(snapshot, host, kind):
            found[host] = keystone_keys.of_folder(seen, folder)
    return found


def _has(snapshot: Snapshot, host: str, kind: str) -> bool:
    """Whether a Keystone there may have keys of that kind: none is ruled out that was not seen."""
    if snapshot.get(conf.PROBE, host) is None:
        return True
    own = conf.conf_of(snapshot, host, KEYSTONE_API)
    return own is not None and not (kind == FERNET and own.file.value("token", "provider") == "jws")


def unseen(snapshot: Snapshot, kind: str) -> dict[str, str]:
    """Controllers whose keys are not known as they are now, and may be the right ones; and why."""
    found: dict[str, str] = {}
    for host in (host.name for host in snapshot.site.having("controller")):
        readings = [snapshot.reading(probe, host) for probe in (conf.PROBE, keystone_keys.PROBE)]
        errors = [one.error for one in readings if one.error]
        unknown = any(one.fact is None for one in readings)
        unknown = unknown or not keystone_keys.folders(snapshot, host).get(kind)
        if (errors or unknown) and _has(snapshot, host, kind):
            found[host] = errors[0].rstrip(".") if errors else "where they lie there is not known"
    return found


def doubt(hidden: Mapping[str, str]) -> str:
    """Why nobody can say yet whose keys are right, as a sentence without its end."""
    why = next(iter(hidden.values()))
    return f"Whose keys are right cannot be told while those of {listed(hidden)} are not seen ({why})"


def right(found: Found, hidden: Mapping[str, str]) -> str:
    """The host whose keys the others are to have; empty: none has any, or who is right is not known.

    Where all were seen, the usual ones; else those of more than half of all, whatever the others have.
    """
    if not hidden:
        return usual(found)
    seen = {host: here for host, here in found.items() if host not in hidden}
    model = usual(seen)
    same = [host for host, here in seen.items() if model and not differs(here, seen[model])]
    return model if 2 * len(same) > len({*found, *hidden}) else ""


def usual(found: Found) -> str:
    """The host whose keys most have; of as many, who rotated them last. Empty: none has any."""
    sets = {host: frozenset(k.digest for k in here.values()) for host, here in found.items() if here}
    counted = Counter(sets.values())
    return max(sets, key=lambda host: (counted[sets[host]], max(found[host])), default="")


def _of_host(
    snapshot: Snapshot, kind: str, host: str, found: Found, hidden: Mapping[str, str], model: str
) -> Iterable[Finding]:
    here, fernet = found[host], kind == FERNET
    folder = keystone_keys.folders(snapshot, host)[kind]
    alike = model or usual(found)
    others = found.get(alike, {})
    closed = [f"{folder}/{number}" for number, key in here.items() if not key.readable]
    apart = differs(here, others) if host != alike else ""
    severity, helps = Severity.WARNING, bool(model or not hidden) and host not in hidden
    what = f"Keystone on {host}"
    if not here and not fernet and not alike and not hidden and _no_folder(snapshot, host, folder):
        says, severity, helps = f"{what} has no folder {folder}{_NULL_KEY}", Severity.NOTICE, False
    elif not here:
        says, helps = (
            f"{what} has no key in {folder}: {_WITHOUT[kind]}",
            helps and bool(fernet or alike),
        )
    elif closed:
        user = usual_tool(parts.KEYSTONE).user
        owners = listed({key.owner for key in here.values() if not key.readable})
        says = f"{what} cannot read {listed(closed)}: that is {owners}'s, and Keystone runs as {user}"
        helps = host not in hidden and (helps or not apart)
    elif apart:
        whose = f"has not the keys of {model}" if model else f"has not the same keys as {alike}"
        says = f"{what} {whose} in {folder} ({apart}){_REFUSED if fernet else ''}"
    else:
        return
    says += f". {doubt(hidden)}" if hidden and not helps else ""
    serves = not fernet or bool(here and not closed and _reads(here, others) and _reads(others, here))
    yield Finding(
        CODE,
        severity if serves else Severity.CRITICAL,
        host if fernet else f"{host} {folder}",
        f"{says}.",
        "sync-keystone-keys" if helps else "",
        host if helps else "",
        entity=Entity(Kind.KEYS, host),
        down=not serves,
        evidence=(_proof(snapshot, host, folder, here),),
    )


_WITHOUT = {
    FERNET: "it can neither make nor read a token, and answers HTTP 500",
    CREDENTIAL: "what it keeps encrypted (EC2 and TOTP credentials) cannot be read",
}
_REFUSED = ": a token that one of them gives the other may refuse with HTTP 401"
_NULL_KEY = (
    f", as where `{CREDENTIAL}` was never run: it encrypts EC2 and TOTP credentials with the null key, "
    "which everybody knows, and reads none that was encrypted with another"
)
"""load_keys(use_null_key=True) in keystone/credential/providers/fernet/core.py."""


def _no_folder(snapshot: Snapshot, host: str, folder: str) -> bool:
    return keystone_keys.absent(snapshot.get(keystone_keys.PROBE, host) or {}, folder)


def _proof(snapshot: Snapshot, host: str, folder: str, here: Mapping[int, KeyFile]) -> Evidence:
    at = snapshot.reading(keystone_keys.PROBE, host).at
    return Evidence(f"{folder} on {host}", _listing(here), at)


def _reads(here: Mapping[int, KeyFile], others: Mapping[int, KeyFile]) -> bool:
    """Whether tokens of the other host, made with its highest key, can be read with these."""
    newest = others[max(others)].digest if others else ""
    return not newest or newest in {key.digest for key in here.values()}


def differs(here: Mapping[int, KeyFile], model: Mapping[int, KeyFile]) -> str:
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
