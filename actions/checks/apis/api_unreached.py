"""A compute host gets no connection to an API that answers others.

nova-compute reports all the same, over the message queue; what it calls the API for fails, and that is
seen when an instance is built there. Source: a connection from the host itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.checks._support.unreached import Unreached, unreached
from actions.checks._support.wording import listed, verb
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.broker import broker_logins
from actions.facts.hosts import conf, host_layout, units
from actions.facts.keystone import api_reach, catalog, endpoint_health
from actions.facts.nova import cell_mappings
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "api-unreached"
_FAILS: Mapping[str, str] = {
    api_reach.IDENTITY: "gets no token for what it calls",
    "image": "gets no image that it has not yet",
    "network": "has no port plugged",
    "placement": "cannot tell what its host has",
}


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for all hosts that miss the same."""
    return (_finding(snapshot, one) for one in unreached(snapshot))


def _finding(snapshot: Snapshot, one: Unreached) -> Finding:
    first = one.hosts[0]
    kinds = api_reach.used(snapshot).get(first, {})
    places = listed({f"{kinds.get(at, 'an')} API at {at} ({why})" for at, why in one.errors.items()})
    says = (
        f"{listed(one.hosts)} {verb(len(one.hosts), 'gets', 'get')} no connection to the {places}, "
        f"which others get: {NOVA_COMPUTE} there {listed({_FAILS[kind] for kind in one.kinds})}. See "
        "how the name is resolved there, the routes, and the firewalls between."
    )
    at = snapshot.reading(api_reach.PROBE, first).at
    proof = (Evidence(f"a connection from {first} to {p}", why, at) for p, why in one.errors.items())
    subject = first if len(one.hosts) == 1 else f"{len(one.hosts)} hosts"
    return Finding(
        CODE, Severity.CRITICAL, subject, says, entity=one.about, down=True, evidence=tuple(proof)
    )


CHECK = Check(
    CODE,
    "Compute hosts that get no connection to an API",
    (
        api_reach.PROBE,
        broker_logins.PROBE,
        catalog.PROBE,
        cell_mappings.PROBE,
        conf.PROBE,
        endpoint_health.PROBE,
        host_layout.PROBE,
        units.PROBE,
    ),
    find,
    Area.APIS,
)
