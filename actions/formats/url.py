"""Database and transport URLs as nova, oslo.db and oslo.messaging write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlparse

from actions.model.secret import Secret, Text

MYSQL_PORT = 3306
RABBIT_PORT = 5672

_URL = re.compile(
    r"^(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:(?P<user>[^:/]*?)(?::(?P<password>[^@]*))?@)?"
    r"(?P<host>\[[^]]*\]|[^:/?,]*)(?::(?P<port>[^/?,]*))?"
    r"(?P<more>(?:,[^/?]*)?)"
    r"(?:/(?P<path>[^?]*))?(?:\?(?P<query>.*))?$",
    re.IGNORECASE | re.DOTALL,
)
"""SQLAlchemy's own reading (make_url), and oslo.messaging's list of hosts: a password ends at the
first @, so a bare @ in it makes the rest of it a host, for nova as for us."""


TORN = "holds a bare @, so nobody can tell where it ends: write it percent-encoded (%40) first."
"""What is to be done of a password that is `torn`, as the end of a sentence."""


@dataclass(frozen=True)
class Url:
    """One URL in its parts; the password stays a `Secret`, still percent-encoded."""

    scheme: str
    user: str = ""
    password: Secret | None = None
    host: str = ""
    port: int | None = None
    path: str = ""
    """Without its leading slash: a database's name, or a virtual host."""
    query: str = ""
    more: str = ""
    """What follows the first host of a comma-separated list, with its comma."""

    @classmethod
    def parse(cls, text: str) -> Url | None:
        """The parts, or None where it is no URL: as for SQLAlchemy, `:None` is no port.

        A template's {port} is left out.
        """
        match = _URL.match(text.strip())
        port = match["port"] if match else None
        if match is None or (port and not port.isdigit() and not port.startswith("{")):
            return None
        password = match["password"]
        return cls(
            scheme=match["scheme"],
            user=match["user"] or "",
            password=None if password is None else Secret(password),
            host=match["host"],
            port=int(port) if port and port.isdigit() else None,
            path=match["path"] or "",
            query=match["query"] or "",
            more=match["more"],
        )

    @property
    def text(self) -> Text:
        """The URL with its passwords as secrets; of a torn one, all that may be password."""
        parts: list[str | Secret | Text] = [f"{self.scheme}://"]
        for number, url in enumerate((self, *self.others)):
            parts += [","] if number else []
            parts += url._login_parts()
            place = url.host + (f":{url.port}" if url.port is not None else "")
            parts.append(Secret(place) if self.torn else place)
        path = "/" + self.path if self.path or self.scheme == "none" else ""
        parts.append(Secret(path) if self.torn else path)
        parts += _query_parts(self.query)
        return Text.of(*(part for part in parts if part != ""))

    def _login_parts(self) -> list[str | Secret]:
        if not self.user and self.password is None:
            return []
        if self.password is None:
            return [self.user, "@"]
        return [self.user, ":", self.password, "@"]

    @property
    def others(self) -> tuple[Url, ...]:
        """The further places of a comma-separated list of brokers, each with its own login."""
        places = (Url.parse(f"{self.scheme}://{place}") for place in self.more.split(",") if place)
        return tuple(place for place in places if place is not None)

    @property
    def mysql(self) -> bool:
        """Of MySQL or MariaDB, by whatever driver; SQLAlchemy knows both names since 1.4."""
        return self.scheme.startswith(("mysql", "mariadb"))

    @property
    def postgresql(self) -> bool:
        """Of PostgreSQL's, by whatever driver: nova ran on it, and nobody looks at it here."""
        return self.scheme.startswith("postgres")

    @property
    def torn(self) -> bool:
        """A bare @ in its password: what follows was read as host and path, and leads nowhere."""
        return "@" in self.host or "@" in self.path

    @property
    def login(self) -> tuple[str, Secret]:
        """The user and the password as the server wants them, decoded."""
        password = self.password.reveal() if self.password else ""
        return unquote(self.user), Secret(unquote(password))

    @property
    def virtual_host(self) -> str:
        """Of a transport_url: without a path it is RabbitMQ's own, as for oslo.messaging and kombu."""
        return unquote(self.path) or "/"

    def place(self, default_port: int) -> tuple[str, int, str]:
        """Where it leads: host in small letters, port, path."""
        return self.host.lower(), self.port or default_port, self.path


_QUERY_SECRET = re.compile(
    r"(?P<name>[?&;](?:[\w.-]*[_.-])?"
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|sig|signature|api_?key)=)(?P<value>[^\s&'\"]+)",
    re.IGNORECASE,
)
"""What of a query is a secret: of drivers (`ssl_key_password`), of links that are signed (`sig`)."""


def _query_parts(query: str) -> list[str | Secret]:
    """The password of a key is one, too."""
    text, at = f"?{query}" if query else "", 0
    parts: list[str | Secret] = []
    for found in _QUERY_SECRET.finditer(text):
        parts += [text[at : found.start("value")], Secret(found["value"])]
        at = found.end()
    return [*parts, text[at:]]


_LOGIN = re.compile(r"(://[^\s:/@]*:)\S*@")
_LOGIN_WITH_AT = re.compile(r"(://[^\s:/]*@[^\s:/]*:)(?!\d{1,5}[/,?#])\S*@")
"""A user of a directory: http://jdoe@corp.example.com:…@proxy:3128; with digits it is a port."""
_LOGIN_WITH_BLANK = re.compile(r"(://[^\s:/@\[]+:)(?!\d+\W*\s)[^\s@/'\"]+ [^@'\"/\n]{0,40}@")
"""What is no port behind a colon, and an @ behind a blank."""
_TOKEN = re.compile(
    r"(://)(?:gh[a-z]_|github_pat_|glpat-)\w+|"
    r"(https?://)(?=[^\s:/@]*\d)[^\s:/@]{16,}(?=@)"
)
"""A token in the place of a user: of a known kind, or long and with digits."""


def masked(text: str) -> str:
    """Any text with the passwords of the URLs in it as ****; rather too much than too little."""
    if "@" in text:
        text = _LOGIN.sub(r"\1****@", text)
        text = _LOGIN_WITH_AT.sub(r"\1****@", text)
        text = _LOGIN_WITH_BLANK.sub(r"\1****@", text)
        text = _TOKEN.sub(lambda found: f"{found[1] or found[2]}****", text)
    return _QUERY_SECRET.sub(r"\g<name>****", text) if "?" in text else text


def expanded(template: str, conf: str) -> str:
    """A stored cell URL with its {scheme} {username1} {path} … filled from nova.conf's URL.

    As nova/objects/cell_mapping.py does it: a part that nova.conf's URL lacks becomes "None", the
    host's name is in small letters, numbered parts are there only where the URL lists hosts, and a
    template that cannot be filled stays as it is.
    """
    if not conf or "{" not in template:
        return template
    try:
        return template.format(**_template_parts(conf.strip()))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return template


def _template_parts(conf: str) -> dict[str, object]:
    url = urlparse(conf)
    parts: dict[str, object] = {
        "scheme": url.scheme,
        "username": url.username,
        "password": url.password,
        "hostname": url.hostname,
        "port": url.port,
        "path": url.path.lstrip("/"),
        "query": url.query,
        "fragment": url.fragment,
    }
    if "," in url.netloc:
        for number, place in enumerate(url.netloc.split(","), 1):
            parts |= _numbered(place, number)
    return parts


def _numbered(place: str, number: int) -> dict[str, object]:
    """The parts of one user:password@host:port of a list."""
    login, _, address = place.partition("@") if "@" in place else ("", "", place)
    user, colon, password = login.partition(":")
    host, port = _host_port(address)
    return {
        f"username{number}": user,
        f"password{number}": password if colon else None,
        f"hostname{number}": host,
        f"port{number}": port,
    }


def _host_port(address: str) -> tuple[str, int | None]:
    """As oslo_utils.netutils.parse_host_port: an IPv6 address loses its brackets."""
    if address.startswith("["):
        host, _, rest = address[1:].partition("]")
        port = rest.partition(":")[2]
    elif address.count(":") == 1:
        host, _, port = address.partition(":")
    else:
        host, port = address, ""
    return host, int(port) if port else None
