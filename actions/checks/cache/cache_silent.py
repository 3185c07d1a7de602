"""A memcached that APIs look tokens up in does not answer.

Nothing fails, all becomes slow: each request waits for the dead memcached first, and then has its token
checked at Keystone (T-KEY: logins of 30 s). Source: memcached's own `version`, from the APIs' hosts.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import entities, reachability
from actions.checks._support.wording import listed
from actions.deployments.services import CACHE_SERVER
from actions.facts.cache import cache_answers
from actions.facts.cache.cache_answers import Answer
from actions.facts.hosts import conf, units
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "cache-silent"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each memcached that answers nobody, or not all that name it."""
    caches: dict[Entity, dict[str, tuple[str, Answer]]] = {}
    for host, answers in snapshot.each(cache_answers.PROBE).items():
        for place, answer in answers.items():
            about = entities.cache(snapshot, place)
            caches.setdefault(about, {})[host] = (place, answer)
    for about, told in caches.items():
        silent = {host: one for host, one in told.items() if one[1].error}
        if len(silent) == len(told):
            yield _finding(snapshot, about, about, silent)
        else:
            for host, one in silent.items():
                alone = entities.by_host(about, host)
                yield _finding(snapshot, about, alone, {host: one}, ", while it answers others")


def _finding(
    snapshot: Snapshot,
    cache: Entity,
    about: Entity,
    silent: dict[str, tuple[str, Answer]],
    but: str = "",
) -> Finding:
    users = {
        f"{name} on {host}"
        for host, (place, _) in silent.items()
        for name in cache_answers.used(snapshot, host).get(place, ())
    }
    reason = min(answer.error for _, answer in silent.values())
    says = (
        f"memcached at {cache.name} does not answer {listed(silent)} ({reason}){but}"
        f"{_unit(snapshot, cache)}: {listed(users, most=6) or 'what uses it'} waits for it at each "
        "request, and has each token checked at Keystone."
    )
    proof = tuple(
        Evidence(
            f"`version` to {place} from {host}",
            answer.error,
            snapshot.reading(cache_answers.PROBE, host).at,
        )
        for host, (place, answer) in silent.items()
    )
    return Finding(
        CODE, Severity.WARNING, cache.name, says, entity=about, down=True, evidence=proof[:5]
    )


def _unit(snapshot: Snapshot, cache: Entity) -> str:
    """What systemd says of it."""
    host = reachability.host_names(snapshot).host(cache.name.rpartition(":")[0])
    unit = reachability.unit(snapshot, host, CACHE_SERVER) if host else None
    return f", and {unit.name} on {host} is {unit.active}" if unit else ""


CHECK = Check(
    CODE,
    "memcached that does not answer",
    (*reachability.HEARD_NEEDS, cache_answers.PROBE, conf.PROBE, units.PROBE),
    find,
    Area.APIS,
)
