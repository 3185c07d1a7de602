"""An API answers its root, but not what it is asked: HTTP 500, 503, a timeout, or no token.

nova-api answers 500 where its own calls fail: a region that is not in the catalog, a database it
cannot open, cell0 that gives two services for one id. Where such a cause is known, that is the
finding; otherwise its log says which. Where a configuration of the operator's does not say how to ask,
that says nothing of the cloud, and is told as what was not seen. Source: the errors of the API probes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.checks.apis import region_unknown
from actions.checks.apis.endpoint_down import down_services
from actions.checks.database import db_account
from actions.deployments.all import confs_of
from actions.facts.cinder import volume_services
from actions.facts.keystone import catalog, endpoint_health
from actions.facts.neutron import network_agents, networks
from actions.facts.nova import compute_services, hypervisors
from actions.model import entity
from actions.model.fact import Probe, Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "api-errors"
APIS: tuple[tuple[str, str, tuple[Probe[Any], ...]], ...] = (
    ("identity", "keystone", (catalog.PROBE,)),
    ("compute", "nova", (compute_services.PROBE, hypervisors.PROBE)),
    ("network", "neutron", (network_agents.PROBE, networks.PROBE)),
    ("block-storage", "cinder", (volume_services.PROBE,)),
)
"""Service type, project, and the probes that ask it; without identity nobody gets a token."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each API; where identity fails, only that one."""
    down = down_services(snapshot)
    for service, project, probes in APIS:
        errors = [
            error
            for probe in probes
            for subject, error in snapshot.errors(probe).items()
            if not snapshot.reading(probe, subject).unasked
        ]
        if not errors:
            continue
        types = catalog.ALIASES.get(service, frozenset({service}))
        if not types & down and not _known(snapshot, project):
            yield Finding(
                CODE,
                Severity.CRITICAL,
                service,
                _says(service, project, errors[0]),
                entity=entity.api(service),
                down=True,
            )
        if service == "identity":
            return


def _says(service: str, project: str, error: str) -> str:
    """An answer with a status is the service's own doing; anything else may be this side's."""
    why = " ".join(error.split()).rstrip(".")
    if "HTTP 5" in error:
        return f"The {service} API answers errors ({why}): {project}'s log on the controllers says why."
    return f"The {service} API cannot be asked ({why})."


def _known(snapshot: Snapshot, project: str) -> bool:
    """The project's own configuration is known to be wrong."""
    regions = region_unknown.find(snapshot)
    accounts = db_account.find(snapshot)
    files = confs_of(project)
    return any(file in finding.message for finding in (*regions, *accounts) for file in files)


CHECK = Check(
    CODE,
    "APIs that answer errors",
    tuple(
        sorted(
            {probe for _, _, probes in APIS for probe in probes}
            | {endpoint_health.PROBE, *db_account.CHECK.needs, *region_unknown.CHECK.needs},
            key=lambda probe: probe.name,
        )
    ),
    find,
    Area.APIS,
)
