"""Whether each endpoint of the catalog answers, and how fast; subjects are the endpoints' roots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from actions.facts.keystone import catalog
from actions.facts.keystone.catalog import Offered
from actions.model.fact import Probe, Snapshot
from actions.model.query import Query, UrlQuery, UrlResult

_VERSION = re.compile(r"/(v\d[^/]*|[^/]*[%$]\(.*|AUTH_.*)(/.*)?$")
"""Where the versions and the project begin in an endpoint's path."""
_WEBSOCKET = ("ws://", "wss://")
"""What zaqar offers beside HTTP, as messaging-websocket: it answers no GET."""


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
    found = snapshot.get(catalog.PROBE) or ()
    return {url: UrlQuery(url) for url in sorted({url for service in found for url in roots(service)})}


def roots(service: Offered) -> set[str]:
    """Where a service is to answer over HTTP; what is mistyped is asked, so that it is told."""
    urls = (address.url for address in service.here)
    return {root(url) for url in urls if not url.lower().startswith(_WEBSOCKET)}


def parse(answer: UrlResult) -> UrlResult:
    """The answer is the fact: 2xx, 300 (a list of versions) and 401 (it wants a token) are well."""
    return answer


def well(answer: UrlResult) -> bool:
    """Something answers there that is not broken."""
    return 200 <= answer.status < 500 and answer.status != 404


PROBE = Probe("endpoint-health", ask, parse, period=15, timeout=5, needs=(catalog.PROBE,))
