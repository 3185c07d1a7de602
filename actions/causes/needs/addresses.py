"""The needs of endpoints: certificates, and addresses that keepalived moves."""

from __future__ import annotations

from urllib.parse import urlsplit

from actions.causes.needs.configured import connections, transports
from actions.causes.needs.model import Pairs
from actions.checks._support import reachability, vips
from actions.checks._support.entities import broker, database
from actions.deployments.service_types import SERVES
from actions.deployments.services import VIP_KEEPER
from actions.facts.keystone import catalog, certificates
from actions.model.entity import Entity, Kind, api, service
from actions.model.fact import Snapshot


def endpoints_certificates(snapshot: Snapshot) -> Pairs:
    """Of what is asked over TLS."""
    for one in snapshot.get(catalog.PROBE) or ():
        for place in filter(None, (certificates.of_address(a.url) for a in one.here)):
            yield api(catalog.current(one.type)), Entity(Kind.CERTIFICATE, place)
    for _, url in connections(snapshot):
        if place := certificates.of_database(url):
            yield database(snapshot, url), Entity(Kind.CERTIFICATE, place)
    for _, url in transports(snapshot):
        for at in (url, *url.others):
            yield broker(snapshot, url), Entity(Kind.CERTIFICATE, f"{at.host}:{at.port or 5671}")


def certificates_first(snapshot: Snapshot) -> Pairs:
    """One that several places show is told of at the first."""
    places = certificates.first_places(snapshot, certificates.places(snapshot)).items()
    for place, first in places:
        if place != first:
            yield Entity(Kind.CERTIFICATE, place), Entity(Kind.CERTIFICATE, first)


def apis_vips(snapshot: Snapshot) -> Pairs:
    """Where the catalog leads to an address that keepalived moves."""
    known = vips.keepers(snapshot)
    for offered in (snapshot.get(catalog.PROBE) or ()) if known else ():
        kind = "block-storage" if offered.type.startswith("volume") else offered.type
        hosts = {urlsplit(address.url).hostname for address in offered.here}
        if kind in SERVES:
            yield from ((api(kind), Entity(Kind.VIP, one)) for one in known if one in hosts)


def vips_keepers(snapshot: Snapshot) -> Pairs:
    """Of those that may have it, where none runs."""
    for address, hosts in vips.keepers(snapshot).items():
        units = [reachability.unit(snapshot, host, VIP_KEEPER) for host in hosts]
        if not any(unit is not None and unit.active == "active" for unit in units):
            yield from ((Entity(Kind.VIP, address), service(host, VIP_KEEPER)) for host in hosts)
