"""Situations from recorded answers, and what a case has otherwise.

tests/cases/install/snapshots/NAME.json holds what real hosts answered, by probe and subject, in the
form of tests/cases/facts. A snapshot may stand `on` another one and `change` it; what a later chapter
adds to it is the change in NAME+CHAPTER.json. A change replaces an answer, or edits it: `drop` leaves
out lines (rows of JSON) with a text in them, `swap` replaces texts, `add` appends lines or rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from actions.facts.all import PROBES
from actions.install.passwords import NAMES
from actions.install.preflight.chapter import CHAPTER as PREFLIGHT
from actions.model.command import Api, Command, Outline, Shell
from actions.model.fact import Reading, Snapshot
from actions.model.plan import Situation
from actions.model.query import LoginResult, ParseError, ShellResult, SqlResult
from actions.model.secret import Secret
from actions.model.site import Host, Site
from tests.checks.recording import Recording

FOLDER = Path(__file__).parent.parent / "cases" / "install"
AT = 1000.0
"""When all was looked at."""

SITE = Site(
    "lab",
    hosts=(
        Host("compute1", frozenset({"compute"}), "10.20.0.31"),
        Host("controller", frozenset({"controller"}), "10.20.0.11"),
    ),
    settings={
        "auth_url": "http://controller:5000/v3",
        "api_processes": 2,
        "neutron": {"provider_interface": "ext0"},
        "tenant": {
            "image": "/srv/guest/disk.raw",
            "kernel": "/srv/guest/vmlinuz",
            "ramdisk": "/srv/guest/initramfs.gz",
        },
    },
)
STORAGE = {"block1": ("storage",)}
"""What the site has more where volumes are to be."""
_ADDRESSES = {"block1": "10.20.0.41"}
_OPEN_VSWITCH = {"neutron": {"provider_interface": "ext0", "mechanism": "openvswitch"}}
_USERSPACE = {"neutron": {**_OPEN_VSWITCH["neutron"], "datapath": "netdev"}}
CHOSEN: Mapping[str, Mapping[str, Any]] = {
    "overlay-bridge": _USERSPACE,
    "provider-bridge": _OPEN_VSWITCH,
    "vswitch-datapath": _OPEN_VSWITCH,
    "vswitch-units": _OPEN_VSWITCH,
    "volume-group": {"cinder": {"backend": "lvm", "device": "/dev/sdb"}},
}
"""Settings without which a step has nothing to do."""
LOOKING = frozenset(
    {"overlay-bridge", "tenant-login", "tenant-ping", *(step.name for step in PREFLIGHT.steps)},
)
"""Steps that have no commands: they tell what they see, or are blocked."""
SECRETS = {name: Secret(f"test-{name.replace('_', '-')}") for name in NAMES}
BY_NAME = {probe.name: probe for probe in PROBES}

Answers = dict[str, dict[str, Any]]


def recorded(name: str) -> Answers:
    """The answers of one recording, changed as it says, with what each chapter adds."""
    return changed(_recorded(name), {})


@cache
def _recorded(name: str) -> Answers:
    folder = FOLDER / "snapshots"
    known: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    answers = changed(recorded(known["on"]), known["change"]) if "on" in known else known
    for path in sorted(folder.glob(f"{name}+*.json")):
        answers = changed(answers, json.loads(path.read_text()))
    return answers


def changed(answers: Answers, change: Mapping[str, Mapping[str, Any]]) -> Answers:
    """The answers with some of them replaced or edited."""
    result = {probe: dict(subjects) for probe, subjects in answers.items()}
    for probe, subjects in change.items():
        for subject, edit in subjects.items():
            old = result.setdefault(probe, {}).get(subject)
            result[probe][subject] = _edited(old, edit) if edit.keys() & _EDITS else edit
    return result


_EDITS = {"drop", "swap", "add"}


def _edited(answer: Any, edit: Mapping[str, Any]) -> dict[str, Any]:
    kind = next(key for key in ("json", "shell", "sql") if key in answer)
    rows = answer[kind][0] if kind == "sql" else answer[kind]
    rows = [row for row in rows if not any(text in _text(row) for text in edit.get("drop", ()))]
    for old, new in edit.get("swap", ()):
        assert any(old in _text(row) for row in rows), f"{old!r} is not in the answer"
        rows = [_swapped(row, old, new) for row in rows]
    rows = [*rows, *edit.get("add", ())]
    return {**answer, kind: [rows, *answer[kind][1:]] if kind == "sql" else rows}


def _text(row: Any) -> str:
    return row if isinstance(row, str) else json.dumps(row)


def _swapped(row: Any, old: str, new: str) -> Any:
    return row.replace(old, new) if isinstance(row, str) else json.loads(_text(row).replace(old, new))


def snapshot(answers: Answers, site: Site = SITE) -> Recording:
    """What the probes make of the answers."""
    readings = {
        probe: {subject: _reading(probe, answer) for subject, answer in subjects.items()}
        for probe, subjects in answers.items()
    }
    return Recording(site, AT, readings)


_READ: dict[tuple[str, int], tuple[Mapping[str, Any], Reading[Any]]] = {}
"""What was made of an answer before, by the very answer: a recording is read for a thousand cases."""


def _reading(probe: str, answer: Mapping[str, Any]) -> Reading[Any]:
    known = _READ.get((probe, id(answer)))
    if known is None or known[0] is not answer:
        known = _READ[probe, id(answer)] = answer, _read(probe, answer)
    return known[1]


def _read(probe: str, answer: Mapping[str, Any]) -> Reading[Any]:
    if "unanswered" in answer:
        return Reading(error=answer["unanswered"], tried=AT)
    try:
        return Reading(BY_NAME[probe].parse(_answer(answer)), AT, tried=AT)
    except ParseError as error:
        return Reading(error=str(error), tried=AT)


def _answer(answer: Mapping[str, Any]) -> Any:
    if "json" in answer:
        return answer["json"]
    if "login" in answer:
        return LoginResult(**answer["login"])
    if "sql" in answer or "code" in answer:
        results = tuple(tuple(rows) for rows in answer.get("sql", ()))
        return SqlResult(results, answer.get("code", 0), answer.get("error", ""))
    out = "".join(f"{line}\n" for line in answer["shell"])
    return ShellResult(answer.get("exit", 0), out, answer.get("err", ""))


def situation(seen: Snapshot, ahead: Iterable[str] = (), **secrets: str | None) -> Situation:
    """A situation with the tests' secrets, less those that are None."""
    known: dict[str, Secret] = dict(SECRETS)
    for name, value in secrets.items():
        known.pop(name, None)
        if value is not None:
            known[name] = Secret(value)
    return Situation(seen, pending=frozenset(ahead), secrets=known)


def with_settings(site: Site, settings: Mapping[str, Any]) -> Site:
    """The site with other settings below [install]."""
    return replace(site, settings={**site.settings, **settings})


def with_hosts(site: Site, hosts: Mapping[str, Iterable[str]]) -> Site:
    """The site with more hosts, roles by name."""
    more = tuple(
        Host(name, frozenset(roles), _ADDRESSES.get(name, "")) for name, roles in hosts.items()
    )
    return replace(site, hosts=(*site.hosts, *more))


def wire(command: Command) -> list[str]:
    """What goes over the wire, secrets and all: the line and its standard input, or the request."""
    if isinstance(command, Shell):
        return [command.line, *(command.sent.wire().splitlines() if command.sent else ())]
    assert isinstance(command, Api)
    body = json.dumps(command.body, default=Secret.reveal) if command.body else ""
    return [f"{command.method} {command.path} {body}".rstrip()]


def told(outline: Outline) -> list[str]:
    """A command as cases write it: where and what, then its parts, each on a line of its own."""
    return [
        f"{outline.where}: {outline.line}",
        *(f"  + {item}" for item in outline.items),
        *(f"  < {line}" for line in outline.body),
    ]
