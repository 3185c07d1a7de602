"""Snapshots in files: the facts of one moment, to be looked at elsewhere, with no secret in them.

A secret is written as a keyed digest whose key is thrown away: equal secrets of one file stay equal,
so that checks can compare them, and no other use can be made of them. Of a URL only the password is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import typing
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from actions.facts.all import PROBES
from actions.facts.hosts import conf_text
from actions.formats.json_codec import MASK, decode, encode
from actions.formats.url import masked
from actions.formats.url_passwords import guarded, replaced
from actions.model.errors import StackmendError
from actions.model.fact import Probe, Reading, Snapshot
from actions.model.invocation import Invocation
from actions.model.secret import Secret
from actions.model.site import Site
from actions.site.files import write_named

_FORMAT = 1
_PRIVATE = (conf_text.PROBE.name,)
"""Facts that are nothing but secrets."""


class SnapshotError(StackmendError):
    """A file is no saved snapshot: one sentence that says which, and what is wrong."""


def save(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot to the file that a person named, 0600 where it is new; raises OSError."""
    write_named(path, dump(snapshot))


def dump(snapshot: Snapshot) -> str:
    """A snapshot as JSON."""
    key = secrets.token_bytes(32)
    site = replace(
        snapshot.site,
        hosts=tuple(replace(host, ssh_options=()) for host in snapshot.site.hosts),
        path="",
        clouds_file="",
        ssh_config="",
        settings={},
        invocation=Invocation(),
    )
    readings = {
        probe: {
            subject: _masked(encode(vars(reading), lambda s: _without_password(s.reveal(), key)))
            for subject, reading in found.items()
        }
        for probe, found in snapshot.readings.items()
        if probe not in _PRIVATE
    }
    data = {
        "format": _FORMAT,
        "stackmend": version("stackmend"),
        "taken": snapshot.taken,
        "site": encode(site),
        "readings": readings,
        "history": encode(snapshot.history),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load(path: Path, probes: Iterable[Probe[Any]] = PROBES) -> Snapshot:
    """The snapshot in a file; facts of probes that this version does not know are left out.

    Raises `SnapshotError`.
    """
    try:
        snapshot = parse(path.read_text(encoding="utf-8"), probes)
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SnapshotError(f"{path} is no snapshot that this program wrote: {_told(error)}.") from None
    recording = Invocation(recording=str(path.absolute()))
    return replace(snapshot, site=replace(snapshot.site, invocation=recording))


def _told(error: Exception) -> str:
    """What is wrong with a file, for somebody who does not know Python."""
    match error:
        case json.JSONDecodeError():
            return f"it is no JSON, or not all of one (line {error.lineno})"
        case UnicodeDecodeError():
            return "it is no text in UTF-8"
        case KeyError():
            return f"it has no {error}"
        case ValueError():
            return str(error)
        case _:
            return "a part of it is not what it should be"


def parse(text: str, probes: Iterable[Probe[Any]] = PROBES) -> Snapshot:
    """The snapshot in a text; raises ValueError, TypeError, KeyError or AttributeError."""
    data = json.loads(text)
    if not isinstance(data, dict) or "format" not in data:
        raise ValueError("it is JSON of something else")
    if data["format"] != _FORMAT:
        raise ValueError(f"its format is {data['format']}, this version reads {_FORMAT}")
    found = data["readings"]
    return Snapshot(
        site=decode(Site, data["site"]),
        taken=float(data["taken"]),
        readings={p.name: _readings(p, found[p.name]) for p in probes if p.name in found},
        history={name: tuple(samples) for name, samples in data["history"].items()},
    )


def fact_type(probe: Probe[Any]) -> Any:
    """The type of a probe's facts: what its `parse` is declared to give."""
    return typing.get_type_hints(probe.parse)["return"]


def _readings(probe: Probe[Any], data: Mapping[str, Any]) -> dict[str, Reading[Any]]:
    hint = fact_type(probe) | None
    return {
        subject: Reading(
            fact=decode(hint, reading["fact"]),
            at=float(reading["at"]),
            error=str(reading["error"]),
            tried=float(reading["tried"]),
            took=float(reading["took"]),
            unasked=bool(reading.get("unasked")),
        )
        for subject, reading in data.items()
    }


def _without_password(text: str, key: bytes) -> str:
    """A digest; a URL, or a template of one, keeps all but its passwords."""

    def digest(secret: Secret) -> str:
        plain = unquote(secret.reveal()).encode()
        return hmac.new(key, plain, hashlib.sha256).hexdigest()[:20]

    url = guarded(text)
    if url is not None:
        return replaced(url, digest)
    return digest(Secret(text)) if text else ""


def _masked(data: Any) -> Any:
    """Passwords in URLs that stand in texts which nobody took for secrets."""
    if isinstance(data, str):
        return masked(data)
    if isinstance(data, list):
        return [_masked(item) for item in data]
    if isinstance(data, dict) and set(data) != {MASK}:
        return {key: _masked(item) for key, item in data.items()}
    return data
