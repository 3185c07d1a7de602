"""Whether RabbitMQ lets each transport_url in, from the host whose file it is.

A login costs milliseconds; it is the handshake that a service does at its start, with the certificates
of its own host. Services of one host share a URL: it is tried once, and at each place of a list.
Subjects are "host user@place/virtual-host".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile
from actions.facts.nova import cell_mappings
from actions.formats import tls_options
from actions.formats.url import RABBIT_PORT, Url, expanded
from actions.model.fact import Probe, Snapshot
from actions.model.query import AmqpQuery, AmqpResult, Query
from actions.model.tls import NO_TLS, Tls

NOTIFICATIONS = "oslo_messaging_notifications"
KEYS = (("DEFAULT", "transport_url"), (NOTIFICATIONS, "transport_url"))
RABBIT = "oslo_messaging_rabbit"


@dataclass(frozen=True)
class Use:
    """One place of one URL, where somebody keeps it."""

    host: str
    """From where it is tried: whose file it is; of a mapping, the controller of nova's tools."""
    path: str
    """The configuration file; empty for a cell's mapping."""
    where: str
    """[section] key; or whose mapping it is."""
    whole: Url
    """With all its places."""
    place: Url
    """The place that is tried."""
    tls: Tls | None
    """None: without."""

    @property
    def notifies(self) -> bool:
        """It is for notifications alone."""
        return NOTIFICATIONS in self.where


@dataclass(frozen=True)
class Login:
    """One try to log in."""

    code: int = 0
    """AMQP's number of a refusal: 403 the login, 530 the virtual host; 0 with an error: no answer."""
    error: str = ""
    """Empty: it opened."""
    connected: bool = True
    """Something took the connection."""

    @property
    def opens(self) -> bool:
        """It is let in."""
        return not self.error

    @property
    def answered(self) -> bool:
        """A broker spoke, whatever it said."""
        return self.opens or bool(self.code)

    @property
    def no_tls(self) -> bool:
        """It spoke, and not so that the service would have gone on."""
        return self.error.startswith(NO_TLS)

    @property
    def told(self) -> str:
        """In the broker's own words, if it had any."""
        said = self.error.removesuffix(" For details see the broker logfile.").removesuffix(".")
        return f"{self.code} {said}" if self.code else said


def uses(snapshot: Snapshot) -> dict[str, list[Use]]:
    """All uses by the subject of their login: alike but for the password, they are numbered."""
    found: dict[str, list[Use]] = {}
    for use in (*_in_files(snapshot), *_in_mappings(snapshot)):
        number, host = 1, use.place.host.lower()
        place = f"{host}:{use.place.port or RABBIT_PORT}/{use.place.path}"
        name = subject = f"{use.host} {use.place.login[0]}@{place}"
        while subject in found and not _alike(found[subject][0], use):
            number += 1
            subject = f"{name} ({number})"
        found.setdefault(subject, []).append(use)
    return found


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Each login once."""
    return {
        subject: AmqpQuery(same[0].host, same[0].place.text, same[0].tls)
        for subject, same in uses(snapshot).items()
    }


def parse(answer: AmqpResult) -> Login:
    """A refusal is the fact that one wants."""
    return Login(answer.code, answer.error, answer.connected)


def _alike(one: Use, other: Use) -> bool:
    return (one.place.login[1], one.tls) == (other.place.login[1], other.tls)


def _in_files(snapshot: Snapshot) -> Iterator[Use]:
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            for section, key in KEYS:
                url = file.url(section, key)
                if url is not None:
                    yield from _places(host, path, f"[{section}] {key}", url, file)


def _in_mappings(snapshot: Snapshot) -> Iterator[Use]:
    """nova-api sends to a cell with the mapping's own copy."""
    own, known = conf.nova_conf(snapshot), snapshot.get(cell_mappings.PROBE)
    if own is None or known is None:
        return
    for cell in known.cells:
        text = expanded(cell.transport_url.reveal(), own.file.value("DEFAULT", "transport_url"))
        url = Url.parse(text)
        if url is not None:
            where = f"the mapping of {cell.name or cell.uuid}"
            yield from _places(own.host, "", where, url, own.file)


def _places(host: str, path: str, where: str, url: Url, file: ConfFile) -> Iterator[Use]:
    if not url.host or not url.scheme.lower().startswith(("rabbit", "kombu")):
        return
    tls = options(url, file)
    for place in (url, *url.others):
        one = replace(place, path=url.path, query="", more="")
        yield Use(host, path, where, url, one, tls)


def options(url: Url, file: ConfFile) -> Tls | None:
    """How a service that reads the file speaks TLS with its broker; None: not at all."""
    return tls_options.of_broker(url, lambda key: file.value(RABBIT, key))


PROBE = Probe("broker-logins", ask, parse, period=30, needs=(cell_mappings.PROBE, conf.PROBE))

NEEDS: tuple[Probe[Any], ...] = (PROBE, *PROBE.needs)
"""What `uses` reads, and what became of them."""
