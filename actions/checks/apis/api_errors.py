"""An API answers its root, but not what it is asked: HTTP 500, 503, a timeout, or no token.

nova-api answers 500 where its own calls fail: a region that is not in the catalog, a database it
cannot open, cell0 that gives two services for one id; 503 where it cannot have tokens checked. Its log
says which. Where a configuration of the operator's does not say how to ask, that says nothing of the
cloud, and is told as what was not seen. Source: the errors of the API probes, one read of each service.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.checks.apis.endpoint_down import down_apis
from actions.facts.cinder import volume_services
from actions.facts.glance import image_read
from actions.facts.keystone import catalog, endpoint_health
from actions.facts.neutron import network_agents, networks
from actions.facts.nova import compute_services, hypervisors
from actions.facts.placement import resource_providers
from actions.model import entity
from actions.model.errors import LOGIN_REFUSED
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "api-errors"
APIS: tuple[tuple[str, str, tuple[Probe[Any], ...]], ...] = (
    ("identity", "keystone", (catalog.PROBE,)),
    ("compute", "nova", (compute_services.PROBE, hypervisors.PROBE)),
    ("network", "neutron", (network_agents.PROBE, networks.PROBE)),
    ("block-storage", "cinder", (volume_services.PROBE,)),
    ("image", "glance", (image_read.PROBE,)),
    ("placement", "placement", (resource_providers.PROBE,)),
)
"""Service type, project, and the probes that ask it; without identity nobody gets a token."""
_MEANS = (
    (
        "Keystone service is temporarily unavailable",
        "it cannot have tokens checked: Keystone does not answer it, or does not take its account",
    ),
    ("No server is available to handle this request", "HAProxy has no server for it that is up"),
    (
        LOGIN_REFUSED,
        "Keystone does not take this console's own login, in clouds.yaml or OS_*: it is wrong there, "
        "or disabled, expired or gone in Keystone",
    ),
)
"""Words that are known, and what they say; keystonemiddleware has the first."""


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for each API that was asked, and whose endpoint is not told as down already."""
    down = down_apis(snapshot)
    no_token = snapshot.reading(catalog.PROBE).error
    for service, project, probes in APIS:
        failed = [
            reading
            for probe in probes
            for subject in snapshot.errors(probe)
            if not (reading := snapshot.reading(probe, subject)).unasked
        ]
        if service != "identity" and no_token:  # without a token it was not asked at all
            failed = [reading for reading in failed if reading.error != no_token]
        if failed and service not in down:
            yield _finding(service, project, failed[0])


def _finding(service: str, project: str, reading: Reading[Any]) -> Finding:
    return Finding(
        CODE,
        Severity.CRITICAL,
        service,
        _says(service, project, reading.error),
        entity=entity.api(service),
        down=True,
        evidence=(Evidence(f"a read of the {service} API", reading.error, reading.tried),),
    )


def _says(service: str, project: str, error: str) -> str:
    """An answer with a status is the service's own doing; anything else may be this side's."""
    why = " ".join(error.split()).rstrip(".")
    means = next((f": {meaning}" for words, meaning in _MEANS if words in error), "")
    if "HTTP 5" in error:
        log = f": {project}'s log on the controllers says why"
        return f"The {service} API answers errors ({why}){means or log}."
    return f"The {service} API cannot be asked ({why}){means}."


CHECK = Check(
    CODE,
    "APIs that answer errors",
    tuple(
        sorted(
            {probe for _, _, probes in APIS for probe in probes} | {endpoint_health.PROBE},
            key=lambda probe: probe.name,
        )
    ),
    find,
    Area.APIS,
)
