"""How a service's client is told to speak TLS: frozen, standard library only."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM = "the authorities that its host trusts"
"""In the place of a file: what the client's own host has for all programs."""

NO_TLS = "no TLS can be agreed on"
"""So begins why a login to a broker got no answer, where that is why."""


@dataclass(frozen=True)
class Tls:
    """What a configuration says; the files are those of the host whose configuration it is."""

    client: str
    """The library that speaks, by its distribution's name: versions differ in what they verify."""
    ca: str = ""
    """Whom it believes: a file, or `SYSTEM`."""
    folder: str = ""
    """The same, a file for each authority."""
    cert: str = ""
    """What it shows for itself; empty: nothing."""
    key: str = ""
    """Of that; empty: it is in the same file."""
    ciphers: str = ""
    """As OpenSSL lists them; empty: its own choice."""
    version: str = ""
    """The only version that it speaks, as Python's ssl calls it: TLSv1_2; empty: any."""
    verify: bool = False
    """Who is not vouched for is refused."""
    names: bool = False
    """So is who shows a certificate for another name."""

    @property
    def files(self) -> tuple[str, ...]:
        """Whatever of it is on the host."""
        named = (self.ca, self.folder, self.cert, self.key)
        return tuple(dict.fromkeys(path for path in named if path))
