"""A database server and who asks it agree on no TLS: by a certificate, or because a URL names none.

The service on that host is refused in the same words: a certificate that its ssl_ca did not sign, that
has expired or is for another name (MySQL 2026; PyMySQL logs 2003), and 3159 where the server has
require_secure_transport and the URL no ssl option: PyMySQL before 1.2 speaks none unasked. MariaDB
10.11 says 1045 then, as if the password were wrong, and is asked again with TLS. No account and no
mapping is at fault. Source: a login with each URL, with the files of its own host.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support import database_servers, entities
from actions.checks._support.database_errors import answered, told
from actions.checks._support.database_servers import INSECURE, MOST_EVIDENCE, Answer
from actions.checks._support.wording import count, listed, verb
from actions.formats.url import MYSQL_PORT
from actions.model.entity import Entity, Kind
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Finding, Severity

CODE = "db-tls"

_DO = (
    (
        ("No such file", "Permission denied", "Is a directory"),
        "put it there, or correct the ssl options of the URL",
    ),
    (("has expired",), "put a new certificate on {0.host}, and `FLUSH SSL` as root there"),
    (
        ("mismatch",),
        "name the server in the URL as its certificate does, or give it a certificate for {0.host}",
    ),
    (
        ("local issuer", "self-signed", "self signed"),
        "the file of ssl_ca has to hold the authority that signed what {0.host} shows",
    ),
    (
        ("doesn't support",),
        "{0.host} speaks none: set ssl_cert and ssl_key there, or take the ssl options out of the URL",
    ),
)
"""By a part of the error, what a person can do; {0} is the URL."""
_COMPARE = (
    "compare what it shows, `openssl s_client -starttls mysql -connect {0.host}:{1}`, with the files "
    "that the URL names"
)


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding for a server that agrees with nobody; else one for each file and each mapping."""
    for server, tried in database_servers.answers(snapshot).items():
        refused = [one for one in tried if one.code in database_servers.TLS]
        others = [one for one in tried if one not in refused and answered(one.code)]
        if refused and not others:
            yield _finding(server.name, _nobody(server, refused), server, refused)
            continue
        for (host, path, cell), own in _by_place(snapshot, refused).items():
            about = Entity(Kind.CELL, cell) if cell else entities.by_file(server, host, path)
            subject = f"{host}:{path}" if path else own[0].where.removeprefix("the mapping of ")
            yield _finding(subject, _alone(server, own, others), about, own)


def _by_place(
    snapshot: Snapshot, refused: Iterable[Answer]
) -> dict[tuple[str, str, str], list[Answer]]:
    """By file and by mapping; a mapping that lacks what nova.conf has is told as the cell's trouble."""
    found: dict[tuple[str, str, str], list[Answer]] = {}
    for one in refused:
        mapped = one.cell and not database_servers.lacks_tls(snapshot, one.url, one.code)
        if one.path or mapped:
            found.setdefault((one.host, one.path, one.cell), []).append(one)
    return found


def _finding(subject: str, says: str, about: Entity, refused: list[Answer]) -> Finding:
    proof = tuple(one.evidence for one in refused[:MOST_EVIDENCE])
    return Finding(CODE, Severity.CRITICAL, subject, says, entity=about, down=True, evidence=proof)


def _nobody(server: Entity, refused: list[Answer]) -> str:
    one = refused[0]
    whom = f"any of the {len(refused)} logins tried" if len(refused) > 1 else "the login tried"
    if one.code == INSECURE:
        return (
            f"The database server {server.name} {told(INSECURE)}, and the URL of "
            f"{one.where} names no ssl option: add `?ssl_ca=FILE` to it, and to those like it, or take "
            f"the requirement away on {one.url.host}."
        )
    return f"The database server {server.name} agrees on no TLS with {whom}: {_why(one)}."


def _alone(server: Entity, own: list[Answer], others: list[Answer]) -> str:
    one = own[0]
    let_in = next((other for other in others if not other.code and "ssl_" in other.url.query), None)
    if one.code == INSECURE:
        like = f", as {let_in.where} has it" if let_in else ""
        return (
            f"The database server {server.name} {told(INSECURE)}, and "
            f"{listed({each.where for each in own})} {verb(len(own), 'names', 'name')} no ssl option: "
            f"add `?ssl_ca=FILE` to the URL{like}."
        )
    return (
        f"The database server {server.name}, which {count(len(others), 'other login')} "
        f"{verb(len(others), 'reaches', 'reach')}, agrees on no TLS with {one.where}: {_why(one)}."
    )


def _why(one: Answer) -> str:
    """In TLS' own words, and what a person can do."""
    do = next((do for parts, do in _DO if any(part in one.error for part in parts)), _COMPARE)
    said = one.error.rpartition("certificate verify failed: ")[2].rstrip(".")
    return f"{said}; {do.format(one.url, one.url.port or MYSQL_PORT)}"


CHECK = Check(
    CODE, "Databases and services that agree on no TLS", database_servers.PROBES, find, Area.CELLS
)
