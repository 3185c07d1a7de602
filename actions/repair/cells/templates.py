"""Cell URLs as templates that nova fills from nova.conf: no password in argv, none to go stale.

nova/objects/cell_mapping.py fills {hostname} and the like from [database]/connection and from
[DEFAULT]/transport_url. A part that nova.conf's URL lacks would become "None", so the template has
only the parts that are there.
"""

from __future__ import annotations

from urllib.parse import urlparse

from actions.formats.url import Url, expanded

NO_TRANSPORT = "none:///"
"""cell0's transport URL: no service of a cell listens there."""


def database_template(connection: str, schema: str) -> str:
    """The template for a schema on the server and by the account of [database]/connection."""
    return _template(connection, f"/{schema}")


def transport_template(transport_url: str) -> str:
    """The template that is filled to [DEFAULT]/transport_url itself, be it one host or a list.

    nova strips all slashes before {path}, so a virtual host that begins with one is written out.
    """
    path = urlparse(transport_url).path
    return _template(transport_url, "/{path}" if path.strip("/") and path[1] != "/" else path)


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


def _template(url: str, path: str) -> str:
    parts = urlparse(url)
    places = parts.netloc.split(",")
    numbers = range(1, len(places) + 1) if len(places) > 1 else ("",)
    netloc = ",".join(_place(place, str(n)) for place, n in zip(places, numbers, strict=True))
    return "{scheme}://" + netloc + path + ("?{query}" if parts.query else "")


def _place(place: str, number: str) -> str:
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
