"""Whether each endpoint of the catalog answers, and how fast; subjects are the endpoints' roots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from actions.facts.keystone import catalog
from actions.facts.keystone.catalog import Offered
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, UrlQuery, UrlResult

_VERSION = re.compile(r"/(v\d[^/]*|[^/]*[%$]\(.*|AUTH_.*)(/.*)?$")
"""Where the versions and the project begin in an endpoint's path."""
_WEBSOCKET = ("ws://", "wss://")
"""What zaqar offers beside HTTP, as messaging-websocket: it answers no GET."""
_BELOW = {"object-store": "info"}
"""What is asked below the root where a service has nothing at it: Swift's proxy answers 404 there.

That tells what the service is able to do, to everybody, as radosgw's does at /swift/info.
"""
_AT_ROOT = frozenset(
    (
        "alarm", "alarming", "baremetal", "baremetal-introspection",
        "block-storage", "cloudformation", "compute", "compute_legacy", "container-infra",
        "container-infrastructure-management", "database", "dns", "identity", "image", "instance-ha",
        "key-manager", "load-balancer", "metric", "network", "object-store", "orchestration",
        "placement", "rating", "share", "shared-file-system", "sharev2",
    )
)  # fmt: skip
"""The services that answer what is asked of them, most with a list of their versions: 404 is a fault.

What others have at their root, nobody knows: skyline and radosgw's S3 may have nothing there.
"""


def root(url: str) -> str:
    """The part of an endpoint's URL that every service answers without a token.

    What is no URL is asked as it is, so that the answer says so.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}{_VERSION.sub('', parts.path).rstrip('/')}/"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Each root once: the three interfaces of a service often share one."""
    return {url: UrlQuery(asked(url, of)) for url, of in sorted(kinds(snapshot).items())}


@lru_cache(maxsize=2)
def kinds(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """By root, the types of the services that have an endpoint there, as catalogs name them today."""
    found: dict[str, set[str]] = {}
    for service in snapshot.get(catalog.PROBE) or ():
        for url in roots(service):
            found.setdefault(url, set()).add(catalog.current(service.type))
    return {url: frozenset(of) for url, of in found.items()}


def asked(url: str, of: Iterable[str]) -> str:
    """What is asked of a root's services: where several share it, what one of them is sure to have."""
    below = sorted({_BELOW.get(kind, "") for kind in of if kind in _AT_ROOT}) or [""]
    return url + below[0]


def roots(service: Offered) -> set[str]:
    """Where a service is to answer over HTTP; what is mistyped is asked, so that it is told."""
    urls = (address.url for address in service.here)
    return {root(url) for url in urls if not url.lower().startswith(_WEBSOCKET)}


def parse(answer: UrlResult) -> UrlResult:
    """The answer is the fact: 2xx, 300 (a list of versions) and 401 (it wants a token) are well."""
    return answer


def well(answer: UrlResult, of: Iterable[str] = _AT_ROOT) -> bool:
    """Something answers there that is not broken, and that has what services of these types have."""
    lost = answer.status == 404 and not _AT_ROOT.isdisjoint(of)
    return 200 <= answer.status < 500 and not lost


PROBE = Probe("endpoint-health", ask, parse, period=15, timeout=5, needs=(catalog.PROBE,))
