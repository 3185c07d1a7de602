"""Situations for the repairs' cases: the checks' healthy cloud, and what only repairs look at.

Beside the vocabulary of tests/checks/building.py a case has `server` (`schemas` with their revisions,
`grants` and `passwords` by "user@place", `native`: false where the plugin keeps no hash of its own,
null where there is no plugin, as before MariaDB 10.4; null: root could not ask), `rabbit` (passwords by
user, null: no such user; null: its tool gave none), `candidates` (MySQL's codes by schema, where they
do not follow from the grants), `ages` (seconds, by a cell's name or by "host file") and `texts` (null:
no file could be read).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from actions.facts.broker import message_users
from actions.facts.broker.message_users import MessageUser
from actions.facts.database import database_accounts, database_server, db_logins
from actions.facts.database.database_accounts import Account
from actions.facts.database.database_server import DatabaseServer
from actions.facts.database.db_logins import Login
from actions.facts.hosts import conf, conf_text
from actions.facts.hosts.conf import ConfFile
from actions.facts.nova import cell0_candidates, cell_databases, cell_mappings, stored_cells
from actions.facts.nova.cell0_candidates import Candidate
from actions.facts.nova.cell_mappings import CELL0, ApiDatabase, CellMapping
from actions.facts.nova.stored_cells import StoredCell
from actions.model.fact import Reading, Snapshot
from actions.model.plan import Situation
from actions.model.secret import Secret
from tests.checks.building import NOW, build
from tests.checks.healthy import CELLS

Case = Mapping[str, Any]
_OURS = ("server", "rabbit", "candidates", "ages", "texts")
_PLACES = ("%", "localhost")
SERVER: Case = {
    "schemas": {"nova": "ccb0fa1a2252", "nova_api": "b30f573d3377", "nova_cell0": "ccb0fa1a2252"},
    "grants": {f"nova@{place}": ["nova", "nova_api", "nova_cell0"] for place in _PLACES},
    "passwords": {f"nova@{place}": "NOVA_DBPASS" for place in _PLACES},
}


def merged(old: Any, new: Any) -> Any:
    """Objects merged key by key, deep; anything else, and what stands under "=", is replaced."""
    if isinstance(new, dict) and new.keys() == {"="}:
        return new["="]
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def situation(case: Case, target: str = "", kind: Callable[..., Snapshot] = Snapshot) -> Situation:
    """What a step sees of a case."""
    snapshot = build({key: value for key, value in case.items() if key not in _OURS})
    readings = {probe: dict(known) for probe, known in snapshot.readings.items()}
    base = Snapshot(snapshot.site, NOW, readings)
    _ages(base, readings, case.get("ages", {}))
    server = merged(SERVER, case.get("server", {}))
    _logins(base, readings)
    _candidates(base, readings, server, case.get("candidates", {}))
    if server is not None:
        _server(readings, server)
        _stored(base, readings)
    if (users := merged({"openstack": "RABBIT_PASS"}, case.get("rabbit", {}))) is not None:
        known = {user: _message_user(word) for user, word in users.items() if word is not None}
        _tell(readings, message_users.PROBE.name, "controller", known)
    if case.get("texts", True) is not None:
        _texts(base, readings)
    return Situation(kind(snapshot.site, NOW, readings), target)


def _tell(readings: dict[str, dict[str, Reading[Any]]], probe: str, subject: str, fact: object) -> None:
    readings.setdefault(probe, {})[subject] = Reading(fact, NOW, tried=NOW)


def _ages(snapshot: Snapshot, readings: dict[str, dict[str, Reading[Any]]], ages: Case) -> None:
    api = snapshot.get(cell_mappings.PROBE)
    if api is not None:
        cells = tuple(replace(cell, age=ages.get(cell.name, cell.age)) for cell in api.cells)
        _tell(readings, cell_mappings.PROBE.name, "", replace(api, cells=cells))
    for host, files in snapshot.each(conf.PROBE).items():
        aged = {
            path: replace(file, age=ages.get(f"{host} {path}", file.age))
            for path, file in files.items()
        }
        _tell(readings, conf.PROBE.name, host, aged)


def _logins(snapshot: Snapshot, readings: dict[str, dict[str, Reading[Any]]]) -> None:
    """Every key opens, unless the case says otherwise."""
    for host, files in snapshot.each(conf.PROBE).items():
        for path, file in files.items():
            for section, key in db_logins.KEYS:
                subject = db_logins.subject(host, path, section, key)
                known = readings.get(db_logins.PROBE.name, {})
                if file.url(section, key) and subject not in known:
                    _tell(readings, db_logins.PROBE.name, subject, Login())


def _candidates(
    snapshot: Snapshot, readings: dict[str, dict[str, Reading[Any]]], server: Any, codes: Case
) -> None:
    """As nova's account finds them: what is neither there nor granted answers 1044."""
    found = conf.nova_conf(snapshot)
    url = found.file.url("database", "connection") if found else None
    if found is None or url is None:
        return
    stored = cell_databases.database_url(snapshot, CELL0)
    login = db_logins.subject(found.host, found.path, "database", "connection")
    refused = snapshot.get(db_logins.PROBE, login)
    known = server or SERVER
    for name in {url.path, f"{url.path}_cell0", stored.path if stored else ""} - {""}:
        granted = any(name in schemas for schemas in known["grants"].values())
        code = codes.get(name, 0 if granted else 1044)
        code = refused.code if refused and refused.code == 1045 else code
        version = known["schemas"].get(name, "")
        fact = Candidate(code=code) if code else Candidate("controller:3306", version or "")
        _tell(readings, cell0_candidates.PROBE.name, name, fact)


def _server(readings: dict[str, dict[str, Reading[Any]]], server: Case) -> None:
    places = [name.split("@") for name in server["passwords"]]
    grants = {
        (*name.split("@"), schema) for name, all_of in server["grants"].items() for schema in all_of
    }
    fact = DatabaseServer(
        frozenset(name for name, version in server["schemas"].items() if version is not None),
        frozenset((user, place) for user, place in places),
        frozenset((user, place, schema) for user, place, schema in grants),
    )
    _tell(readings, database_server.PROBE.name, "controller", fact)
    plugins = {True: "mysql_native_password", False: "caching_sha2_password", None: ""}
    plugin = plugins[server.get("native", True)]
    ages = server.get("ages", {})
    kept = {
        (user, place): Account(plugin, _hash(password), ages.get(f"{user}@{place}"))
        for (user, place), password in zip(places, server["passwords"].values(), strict=True)
    }
    _tell(readings, database_accounts.PROBE.name, "controller", kept)


def _hash(password: str) -> Secret:
    once = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    return Secret("*" + hashlib.sha1(once, usedforsecurity=False).hexdigest().upper())


def _message_user(password: str) -> MessageUser:
    """With all rights in /; with none, where a ! stands before the password."""
    word = password.removeprefix("!")
    salted = b"salt" + hashlib.sha256(b"salt" + word.encode()).digest()
    rights = {"/": (".*", ".*", ".*")} if word == password else {}
    return MessageUser(Secret(base64.b64encode(salted).decode()), rights)


def _stored(snapshot: Snapshot, readings: dict[str, dict[str, Reading[Any]]]) -> None:
    """The same rows that nova itself sees, or would see if its login were not refused."""
    api = snapshot.get(cell_mappings.PROBE)
    rows = _healthy() if api is None or api.code else api.cells
    filled = api is None or api.fills_templates
    fact = tuple(
        StoredCell(c.uuid, c.name, c.transport_url, c.database_connection, c.age, filled) for c in rows
    )
    _tell(readings, stored_cells.PROBE.name, "controller", fact)


def _healthy() -> tuple[CellMapping, ...]:
    api = build({}).get(cell_mappings.PROBE)
    assert isinstance(api, ApiDatabase)
    assert len(api.cells) == len(CELLS)
    return api.cells


def _texts(snapshot: Snapshot, readings: dict[str, dict[str, Reading[Any]]]) -> None:
    for host, files in snapshot.each(conf.PROBE).items():
        texts = {path: Secret(_text(file)) for path, file in files.items()}
        _tell(readings, conf_text.PROBE.name, host, texts)


def _text(file: ConfFile) -> str:
    lines: list[str] = []
    for section, key in file.keys:
        lines += [f"[{section}]", f"# why {key} is set", f"{key} = {file.value(section, key)}"]
    return "\n".join(lines) + "\n"
