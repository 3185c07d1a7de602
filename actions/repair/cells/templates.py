"""Cell URLs as templates that nova fills from nova.conf: no password in argv, none to go stale.

nova/objects/cell_mapping.py fills {hostname} and the like from [database]/connection and from
[DEFAULT]/transport_url. A part that nova.conf's URL lacks would become "None", so the template has
only the parts that are there. Of a stored URL that is mended, only what is wrong with it changes: its
driver and its query (with TLS that is ssl_ca), and what of its template leads there already, stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlparse

from actions.formats.url import Url, expanded

NO_TRANSPORT = "none:///"
"""cell0's transport URL: no service of a cell listens there."""

_SHAPE = re.compile(
    r"(?P<scheme>[^:/?#@]+)://(?P<netloc>[^/?]*)(?P<path>/[^?]*)?(?:\?(?P<query>.*))?", re.DOTALL
)
_PASSWORD = re.compile(r"(?:^|,)[^:@,]*:(?!\{password\d*\}@)[^@]*@")


@dataclass(frozen=True)
class _Template:
    """The parts of a template, each as it is written."""

    scheme: str
    netloc: str
    path: str
    """With its leading slash, where there is one."""
    query: str = ""

    @property
    def text(self) -> str:
        """The whole template."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.netloc}{self.path}{query}"


def database_template(connection: str, schema: str, stored: str = "") -> str:
    """The template for a schema on the server and by the account of [database]/connection.

    It keeps what the URL `stored` now has beside the server, the account and the schema.
    """
    wanted = _Template("{scheme}", _netloc(connection), f"/{schema}", _query(connection))
    return _kept(wanted, stored, connection).text


def transport_template(transport_url: str, stored: str = "") -> str:
    """The template that is filled to [DEFAULT]/transport_url itself, be it one host or a list.

    nova strips all slashes before {path}, so a virtual host that begins with one is written out. It
    keeps what the URL `stored` now has beside the brokers, the accounts and the virtual host.
    """
    path = urlparse(transport_url).path
    own = "/{path}" if path.strip("/") and path[1] != "/" else path
    wanted = _Template("{scheme}", _netloc(transport_url), own, _query(transport_url))
    return _kept(wanted, stored, transport_url).text


def shows_password(template: str) -> bool:
    """Whether a password stands in it: nova-manage takes URLs in argv, which `ps` shows."""
    found = _SHAPE.fullmatch(template)
    return found is None or bool(_PASSWORD.search(found["netloc"]))


def fillable(url: str) -> bool:
    """Whether nova fills templates from this URL as its services read it.

    They read it as SQLAlchemy and oslo.messaging do; templates are filled by urllib's rules, for which
    a bare / ? or # in the password ends the host.
    """
    wanted = Url.parse(url)
    try:
        filled = Url.parse(expanded(transport_template(url), url))
    except ValueError:
        return False
    if wanted is None or filled is None:
        return False
    return (filled.login, filled.place(0), filled.more, filled.query) == (
        wanted.login,
        wanted.place(0),
        wanted.more,
        wanted.query,
    )


UNFILLABLE = (
    "holds a bare / ? # or [ in its password, and nova cannot fill templates from that: write it "
    "percent-encoded first."
)
"""How the sentence ends where it is not."""


UNFILLED = (
    "before Rocky nova fills no templates in cell mappings, and takes them as they are: give "
    "`{} cell_v2 update_cell` both URLs by hand, whole."
)
"""Why no template is written there; filled in is how nova-manage is called."""


def _kept(wanted: _Template, stored: str, own: str) -> _Template:
    """The wanted template with what the stored URL has otherwise, and need not lose."""
    old = _parts(stored)
    if old is None:
        return wanted
    own_scheme, own_query = own.partition("://")[0], urlparse(own).query
    if _family(expanded(old.scheme, own)) != _family(own_scheme):
        return wanted  # "none", or a database of another kind: nothing of it holds for this one
    template = "{" in stored
    return _Template(
        old.scheme if template or old.scheme != own_scheme else wanted.scheme,
        old.netloc if _same_place(old, wanted, own) else wanted.netloc,
        _path(old, wanted, own),
        old.query if old.query and (template or old.query != own_query) else wanted.query,
    )


def _parts(stored: str) -> _Template | None:
    """A template's parts; or a URL's by SQLAlchemy's rules, without its login, its braces escaped."""
    if "{" in stored:
        found = _SHAPE.fullmatch(stored.strip())
        return _Template(*(found[name] or "" for name in _NAMES)) if found else None
    url = Url.parse(stored)
    if url is None or url.torn:
        return None
    return _Template(url.scheme, "", f"/{_escaped(url.path)}", _escaped(url.query))


_NAMES = ("scheme", "netloc", "path", "query")


def _escaped(text: str) -> str:
    return text.replace("}", "}}")


def _same_place(old: _Template, wanted: _Template, own: str) -> bool:
    """Whether the old template's hosts and logins are nova.conf's already, and show no password."""
    if not old.netloc or _PASSWORD.search(old.netloc):
        return False
    found, meant = (
        Url.parse(expanded(f"scheme://{netloc}/", own)) for netloc in (old.netloc, wanted.netloc)
    )
    return found is not None and meant is not None and _place(found) == _place(meant)


def _place(url: Url) -> tuple[object, ...]:
    return url.login, url.place(0), url.more


def _path(old: _Template, wanted: _Template, own: str) -> str:
    """The old one where it names the same: {path} may stand in it."""
    same = "{" in old.path and expanded(old.path, own) == expanded(wanted.path, own)
    return old.path if same else wanted.path


def _family(scheme: str) -> str:
    """mysql of mysql+mysqldb: what speaks the same to the server."""
    return scheme.lower().partition("+")[0]


def _query(url: str) -> str:
    return "{query}" if urlparse(url).query else ""


def _netloc(url: str) -> str:
    places = urlparse(url).netloc.split(",")
    numbers = range(1, len(places) + 1) if len(places) > 1 else ("",)
    return ",".join(_one(place, str(n)) for place, n in zip(places, numbers, strict=True))


def _one(place: str, number: str) -> str:
    """One user:password@host:port; nova drops the brackets of an IPv6 address."""
    login, _, address = place.rpartition("@")
    user, colon, _ = login.partition(":")
    bracketed = address.startswith("[")
    port = address.rpartition("]")[2] if bracketed else address
    return "".join(
        (
            f"{{username{number}}}" if user else "",
            f":{{password{number}}}" if colon else "",
            "@" if login else "",
            f"[{{hostname{number}}}]" if bracketed else f"{{hostname{number}}}",
            f":{{port{number}}}" if ":" in port else "",
        )
    )
