"""A controller's configuration is unlike that of the others which run the same service.

Where HAProxy gives a call to one or the other, it then fails now and then. Compared is only what has to
be the same on all of them: see `_support.twins`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.checks._support import reachability, twins
from actions.checks._support.service_accounts import by_login, conf_login
from actions.checks._support.twins import Difference
from actions.checks._support.wording import listed
from actions.facts.hosts import conf, units
from actions.facts.hosts.conf import ConfFile
from actions.model.entity import Entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "twin-differs"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each file and the hosts that are unlike the others in it."""
    for path, known in twins.twins(snapshot):
        groups: dict[tuple[str, ...], list[Difference]] = {}
        for one in twins.differences(snapshot, known):
            groups.setdefault(one.odd or tuple(sorted(known)), []).append(one)
        for hosts, found in groups.items():
            yield _finding(snapshot, path, hosts, found, _about(path, hosts[0], known, found))


def _about(path: str, host: str, known: Mapping[str, ConfFile], found: list[Difference]) -> Entity:
    """The login that a wrong password is of, which Keystone refuses; else what the file says of it."""
    (section, key), *more = (one.key for one in found)
    if key == "password" and not more:
        return by_login(known[host].value(section, "username"), host, path)
    return conf_login(host, path)


def _finding(
    snapshot: Snapshot, path: str, hosts: tuple[str, ...], found: list[Difference], about: Entity
) -> Finding:
    says = "; ".join(map(_says, found))
    at = snapshot.reading(conf.PROBE, hosts[0]).at
    return Finding(
        CODE,
        Severity.WARNING,
        f"{listed(hosts)} {path}",
        f"{path} is not the same on all controllers: {says}. Set right what is wrong there, and "
        "restart what reads it.",
        entity=about,
        evidence=tuple(
            Evidence(
                f"{path} on {listed(where)}", f"[{one.key[0]}] {one.key[1]} = {shown or '****'}", at
            )
            for one in found[:2]
            for shown, where in one.ways
        ),
    )


def _says(one: Difference) -> str:
    name = f"[{one.key[0]}] {one.key[1]}"
    if not one.ways[0][0]:
        others = " and yet another one on ".join(listed(hosts) for _, hosts in one.ways[1:])
        return f"{name} is another one on {others} than on {listed(one.ways[0][1])}"
    return f"{name} is " + ", and ".join(f"{shown} on {listed(hosts)}" for shown, hosts in one.ways)


CHECK = Check(
    CODE,
    "Controllers whose configurations differ",
    (*reachability.HEARD_NEEDS, conf.PROBE, units.PROBE),
    find,
    Area.HOSTS,
)
