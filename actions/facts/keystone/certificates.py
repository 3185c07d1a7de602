"""The certificates that a cloud shows: its APIs over https, MariaDB and RabbitMQ with TLS.

Asked from the first controller, without verifying: what is wrong with a certificate is what one wants
to know. Whether this console trusts an API's is seen where its endpoint is asked (endpoint-health).
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from actions.facts.broker import broker_logins
from actions.facts.hosts import conf
from actions.facts.keystone import catalog
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

LOOK = """\
import base64, socket, ssl, sys
from concurrent.futures import ThreadPoolExecutor
def look(place):
    kind, where = place.split("=")
    host, port = where.rsplit(":", 1)
    try:
        plain = socket.create_connection((host.strip("[]"), int(port)), 4)
        if kind == "mysql":
            size = int.from_bytes(plain.recv(4)[:3], "little")
            while size > 0:
                size -= len(plain.recv(size)) or size
            flags = (0x8A00).to_bytes(4, "little") + (1 << 24).to_bytes(4, "little") + b"-"
            plain.sendall(b"\\x20\\0\\0\\x01" + flags + bytes(23))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        with tls.wrap_socket(plain, server_hostname=host.strip("[]")) as shown:
            return where + " " + base64.b64encode(shown.getpeercert(True)).decode()
    except Exception as error:
        return where + " - " + str(error)
with ThreadPoolExecutor(16) as threads:
    print("\\n".join(threads.map(look, sys.argv[1:])))
"""
_RABBIT_TLS = 5671


@dataclass(frozen=True)
class Certificate:
    """What one place showed."""

    expires: float = 0.0
    """In seconds since the epoch; 0: it showed none."""
    names: tuple[str, ...] = ()
    """Hosts and addresses that it is for."""
    issuer: str = ""
    error: str = ""
    """Why it showed none."""


Certificates = Mapping[str, Certificate]
"""By host:port."""


def places(snapshot: Snapshot) -> Mapping[str, tuple[str, str]]:
    """Where TLS is spoken: host:port, with the protocol and what answers there."""
    found: dict[str, tuple[str, str]] = {}
    for service in snapshot.get(catalog.PROBE) or ():
        for address in service.here:
            if place := of_address(address.url):
                found.setdefault(place, ("https", f"the {service.type} API"))
    for files in snapshot.each(conf.PROBE).values():
        for file in files.values():
            for section in ("database", "api_database", "placement_database"):
                url = file.url(section, "connection")
                if url is not None and (place := of_database(url)):
                    found.setdefault(place, ("mysql", "the database"))
            url = file.url("DEFAULT", "transport_url")
            tls = url is not None and broker_logins.options(url, file) is not None
            for one in (url, *url.others) if url is not None else ():
                if one.host and (tls or one.port == _RABBIT_TLS):
                    found.setdefault(f"{one.host}:{one.port or _RABBIT_TLS}", ("amqps", "RabbitMQ"))
    return found


def of_address(url: str) -> str:
    """host:port of an endpoint over https; empty: it is none."""
    parsed = Url.parse(url)
    if parsed is None or parsed.scheme != "https" or not parsed.host:
        return ""
    return f"{parsed.host}:{parsed.port or 443}"


def of_database(url: Url) -> str:
    """host:port of a database that is spoken to with TLS; empty: without."""
    if not (url.scheme.startswith("mysql") and url.host and "ssl" in url.query):
        return ""
    return f"{url.host}:{url.port or MYSQL_PORT}"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The first controller; nothing where nothing speaks TLS."""
    words = sorted(f"{kind}={place}" for place, (kind, _) in places(snapshot).items())
    controllers = snapshot.site.having("controller")
    if not words or not controllers:
        return {}
    line = " ".join(map(shlex.quote, (LOOK, *words)))
    return {"": ShellQuery(controllers[0].name, f"timeout -k 1 9 python3 -c {line}")}


def parse(answer: ShellResult) -> Certificates:
    """A place a line, and its certificate or why there is none."""
    found: dict[str, Certificate] = {}
    for line in answer.out.splitlines():
        place, _, shown = line.partition(" ")
        if shown.startswith("- "):
            found[place] = Certificate(error=shown[2:][:200])
        elif shown:
            found[place] = _certificate(base64.b64decode(shown))
    if not found:
        last = (answer.err.strip().splitlines() or [f"exit {answer.exit}"])[-1][:200]
        raise ParseError(f"no certificate could be looked at: {last}")
    return found


def _certificate(shown: bytes) -> Certificate:
    from cryptography import x509

    one = x509.load_der_x509_certificate(shown)
    said: list[str] = []
    try:
        names = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        said += names.get_values_for_type(x509.DNSName)
        said += map(str, names.get_values_for_type(x509.IPAddress))
    except x509.ExtensionNotFound:
        said += (str(a.value) for a in one.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME))
    return Certificate(
        one.not_valid_after_utc.timestamp(),
        tuple(name.lower() for name in said),
        one.issuer.rfc4514_string(),
    )


PROBE = Probe("certificates", ask, parse, period=3600, timeout=12, needs=(catalog.PROBE, conf.PROBE))
