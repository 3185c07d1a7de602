"""The certificates that a cloud shows: its APIs over https, MariaDB, RabbitMQ and libvirt with TLS.

Asked from the first controller, without verifying: what is wrong with a certificate is what one wants
to know. Of the APIs that services call there, whether the host or any cafile of theirs knows who signed
it; whether this console trusts one is seen where its endpoint is asked (endpoint-health).
"""

from __future__ import annotations

import base64
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from actions.deployments.all import in_python
from actions.facts.broker import broker_logins
from actions.facts.hosts import conf
from actions.facts.hosts.conf import ConfFile
from actions.facts.keystone import catalog
from actions.formats.repeated_secrets import beginning
from actions.formats.url import MYSQL_PORT, Url
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

LOOK = """\
import base64, os, socket, ssl, sys
from concurrent.futures import ThreadPoolExecutor
def unknown(host, port):
    tls = ssl.create_default_context()
    tls.check_hostname = False
    for one in sys.argv[1:]:
        if one[:3] == "ca=" and os.path.isfile(one[3:]):
            tls.load_verify_locations(one[3:])
    try:
        with tls.wrap_socket(socket.create_connection((host, port), 4), server_hostname=host):
            return ""
    except OSError as error:
        nobodys = getattr(error, "verify_code", 0) in (18, 19, 20, 21)
        return error.verify_message if nobodys else ""
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
            found = where + " " + base64.b64encode(shown.getpeercert(True)).decode()
        return found + " " + (unknown(host.strip("[]"), int(port)) if kind == "called" else "")
    except Exception as error:
        return where + " - " + str(error)
with ThreadPoolExecutor(16) as threads:
    print("\\n".join(threads.map(look, [one for one in sys.argv[1:] if one[:3] != "ca="])))
"""
_RABBIT_TLS = 5671
LIBVIRT, CALLED = "libvirt", "called"
"""Kinds of places: what computes show each other, and the APIs that services call."""
_LIBVIRT_TLS = 16514


@dataclass(frozen=True)
class Certificate:
    """What one place showed."""

    expires: float = 0.0
    """In seconds since the epoch; 0: it showed none."""
    names: tuple[str, ...] = ()
    """Hosts and addresses that it is for."""
    issuer: str = ""
    unknown: str = ""
    """Why who calls it from the controller does not trust who signed it, in OpenSSL's words."""
    error: str = ""
    """Why it showed none."""


Certificates = Mapping[str, Certificate]
"""By host:port."""


def places(snapshot: Snapshot) -> Mapping[str, tuple[str, str]]:
    """Where TLS is spoken: host:port, with the protocol and what answers there."""
    found: dict[str, tuple[str, str]] = {}
    for service in snapshot.get(catalog.PROBE) or ():
        by = {address.interface for address in service.here}
        called = "internal" if "internal" in by else "public"
        for address in sorted(service.here, key=lambda one: one.interface != called):
            kind = CALLED if address.interface == called else "https"
            if place := of_address(address.url):
                found.setdefault(place, (kind, f"the {service.type} API"))
    for host, files in snapshot.each(conf.PROBE).items():
        for file in files.values():
            if _migrates_by_tls(file):
                name = file.value("libvirt", "live_migration_inbound_addr") or host
                found.setdefault(f"{name}:{_LIBVIRT_TLS}", (LIBVIRT, f"libvirt on {host}"))
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


def first_places(snapshot: Snapshot, known: Container[str]) -> Mapping[str, str]:
    """Each known place that showed a certificate, and the first of those that show the same one."""
    first: dict[tuple[object, ...], str] = {}
    shown = snapshot.get(PROBE) or {}
    return {
        place: first.setdefault((one.expires, one.names, one.issuer), place)
        for place, one in shown.items()
        if place in known and not one.error
    }


def _migrates_by_tls(file: ConfFile) -> bool:
    uri = file.value("libvirt", "live_migration_scheme") or file.value("libvirt", "live_migration_uri")
    native = file.on("libvirt", "live_migration_with_native_tls")
    return native or uri.startswith(("tls", "qemu+tls"))


def of_address(url: str) -> str:
    """host:port of an endpoint over https; empty: it is none."""
    parsed = Url.parse(url)
    if parsed is None or parsed.scheme != "https" or not parsed.host:
        return ""
    return f"{parsed.host}:{parsed.port or 443}"


def of_database(url: Url) -> str:
    """host:port of a database that is spoken to with TLS; empty: without."""
    if not (url.mysql and url.host and "ssl" in url.query):
        return ""
    return f"{url.host}:{url.port or MYSQL_PORT}"


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """The first controller; nothing where nothing speaks TLS."""
    words = sorted(f"{kind}={place}" for place, (kind, _) in places(snapshot).items())
    controllers = snapshot.site.having("controller")
    if not words or not controllers:
        return {}
    asked = controllers[0].name
    files = (snapshot.get(conf.PROBE, asked) or {}).values()
    named = {
        v for f in files for (_, key), v in f.keys.items() if key == "cafile" and isinstance(v, str)
    }
    words += sorted(f"ca={path}" for path in named if path)
    return {"": ShellQuery(asked, in_python(LOOK, words))}


def parse(answer: ShellResult) -> Certificates:
    """A place a line, and its certificate or why there is none."""
    found: dict[str, Certificate] = {}
    for line in answer.out.splitlines():
        place, _, shown = line.partition(" ")
        if shown.startswith("- "):
            found[place] = Certificate(error=beginning(shown[2:]))
        elif shown:
            one, _, unknown = shown.partition(" ")
            found[place] = replace(_certificate(base64.b64decode(one)), unknown=beginning(unknown))
    if not found:
        last = beginning((answer.err.strip().splitlines() or [f"exit {answer.exit}"])[-1])
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
