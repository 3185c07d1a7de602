"""Database and transport URLs as nova, oslo.db and oslo.messaging write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from actions.secret import Secret, Text

_URL = re.compile(
    r"^(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>.*))?@)?"
    r"(?P<host>\[[^]]*\]|[^:/?#,@]*)(?::(?P<port>[^/?#,]*))?"
    r"(?P<more>(?:,[^/?#]*)?)"
    r"(?:/(?P<path>[^?#]*))?(?:\?(?P<query>.*))?$",
    re.IGNORECASE | re.DOTALL,
)


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
    """What follows the first host of a comma-separated list, with its comma; masked in `shown`."""

    @classmethod
    def parse(cls, text: str) -> Url | None:
        """The parts, or None where it is no URL; a template's {port} or a bad one is no port."""
        match = _URL.match(text.strip())
        if match is None:
            return None
        port = match["port"]
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
        """The URL with its password as a secret."""
        parts: list[str | Secret | Text] = [f"{self.scheme}://"]
        if self.user or self.password is not None:
            parts.append(self.user)
            if self.password is not None:
                parts += [":", self.password]
            parts.append("@")
        parts.append(self.host + (f":{self.port}" if self.port is not None else ""))
        if self.more:
            parts.append(Secret(self.more) if "@" in self.more else self.more)
        if self.path or self.scheme == "none":
            parts.append("/" + self.path)
        if self.query:
            parts.append("?" + self.query)
        return Text.of(*parts)

    @property
    def login(self) -> tuple[str, Secret]:
        """The user and the password as the server wants them, decoded."""
        password = self.password.reveal() if self.password else ""
        return unquote(self.user), Secret(unquote(password))

    def place(self, default_port: int) -> tuple[str, int, str]:
        """Where it leads: host in small letters, port, path."""
        return self.host.lower(), self.port or default_port, self.path


def masked(text: str) -> str:
    """Any text with the passwords of the URLs in it as ****."""
    return re.sub(r"(://[^\s:/@]*:)[^\s'\"]*@", r"\1****@", text)


def encoded(password: Secret) -> Secret:
    """A password fit for a URL."""
    return Secret(quote(password.reveal(), safe=""))


def expanded(template: str, conf: str) -> str:
    """A stored cell URL with its {scheme} {username1} {path} … filled from nova.conf's URL.

    As nova.objects.cell_mapping does it: a part that the URL lacks becomes "None" or nothing.
    """
    if "{" not in template:
        return template
    match = _URL.match(conf.strip())
    if match is None:
        return template
    parts: dict[str, str] = {
        "scheme": match["scheme"],
        "path": match["path"] or "",
        "query": match["query"] or "",
        "fragment": "",
        **_place_parts(match.groupdict(), ""),
    }
    places = [match.groupdict()]
    for place in filter(None, match["more"].split(",")):
        other = _URL.match(f"x://{place}")
        places.append(other.groupdict() if other else {})
    for number, place_match in enumerate(places, 1):
        parts |= _place_parts(place_match, str(number))
    try:
        return template.format(**parts)
    except (KeyError, IndexError, ValueError):
        return template


def _place_parts(match: Mapping[str, str | None], suffix: str) -> dict[str, str]:
    return {
        f"username{suffix}": match.get("user") or "",
        f"password{suffix}": match.get("password") or "",
        f"hostname{suffix}": match.get("host") or "",
        f"port{suffix}": match.get("port") or "None",
    }
