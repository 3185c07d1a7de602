"""TLS options as services read them: of a database's URL, and of a transport_url with its section.

What PyMySQL verifies depends on how SQLAlchemy hands the query on (dialects/mysql/mysqldb.py): ssl_ca
and those like it become one `ssl`, which PyMySQL forgets where it is given ssl_verify_cert or
ssl_verify_identity as well.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from actions.formats.url import Url
from actions.model.tls import SYSTEM, Tls

PYMYSQL = "PyMySQL"
AMQP = "amqp"

_TRUE = ("1", "on", "t", "true", "y", "yes")
"""What oslo.utils takes for true in a URL: two words more than oslo.config."""
_VERIFIED = ("1", "optional", "required", "true", "yes")
"""Values of ssl_verify_cert; any other leaves it unverified."""
_VERSIONS = {"tlsv1": "TLSv1", "tlsv1_1": "TLSv1_1", "tlsv1_2": "TLSv1_2"}
"""Of ssl_version; sslv23 is any, and what is older nobody speaks."""


def by_pymysql(url: Url) -> bool:
    """Whether PyMySQL speaks for it; of other drivers the options are not known."""
    return url.scheme.lower() in ("mysql+pymysql", "mariadb+pymysql")


def of_database(url: Url) -> Tls | None:
    """What a database's URL asks for; None: nothing, or that there be none."""
    given = dict(parse_qsl(url.query))
    if not by_pymysql(url) or given.get("ssl_disabled"):
        return None
    if given.get("ssl_verify_cert") or given.get("ssl_verify_identity"):
        verify = given.get("ssl_verify_cert", "").lower() in _VERIFIED
        return Tls(PYMYSQL, ca=SYSTEM if verify else "", verify=verify)
    names = ("ca", "capath", "cert", "key", "cipher", "check_hostname")
    ssl = {name: given[f"ssl_{name}"] for name in names if f"ssl_{name}" in given}
    if not ssl:
        return None
    verify = "ca" in ssl or "capath" in ssl
    return Tls(
        PYMYSQL,
        ca=ssl.get("ca", ""),
        folder=ssl.get("capath", ""),
        cert=ssl.get("cert", ""),
        key=ssl.get("key", "") if "cert" in ssl else "",
        ciphers=ssl.get("cipher", ""),
        verify=verify,
        names=verify and _true(ssl.get("check_hostname", "true")),
    )


def of_broker(url: Url, option: Callable[[str], str]) -> Tls | None:
    """What a transport_url asks for with [oslo_messaging_rabbit], whose options its query overrides.

    Without ssl_ca_file py-amqp goes by the host's authorities, unless ssl_version is set.
    """
    given = dict(parse_qsl(url.query))

    def value(name: str) -> str:
        return given.get(name) or option(name)

    if not (url.scheme.lower().startswith("rabbits") or _true(value("ssl"))):
        return None
    ca, version = value("ssl_ca_file"), value("ssl_version")
    return Tls(
        AMQP,
        ca=ca or ("" if version else SYSTEM),
        cert=value("ssl_cert_file"),
        key=value("ssl_key_file") if value("ssl_cert_file") else "",
        version=_VERSIONS.get(version.lower(), ""),
        verify=bool(ca) or not version,
        names=bool(ca) and not url.more,
    )


def _true(value: str) -> bool:
    return value.strip().lower() in _TRUE
