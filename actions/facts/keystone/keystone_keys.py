"""Keystone's keys on each controller: whose they are, whether its user can read them, and a digest.

A digest (SHA-256) tells whether two hosts have the same key; the key itself never leaves its host.
Keystone reads its keys anew for each token, so what is seen here is what it does next.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from actions.deployments import parts
from actions.deployments.all import KEY_FOLDERS, usual_tool
from actions.deployments.services import KEYSTONE_API
from actions.facts.hosts import conf
from actions.formats.repeated_secrets import beginning
from actions.model.fact import Probe, Snapshot
from actions.model.query import ParseError, Query, ShellQuery, ShellResult

FERNET, CREDENTIAL = "fernet_setup", "credential_setup"
"""What the keys of a folder are for, by the command of keystone-manage that makes them."""
_KEYS = {FERNET: "fernet_tokens", CREDENTIAL: "credential"}
"""The sections of keystone.conf whose key_repository names another folder."""
LOOK = """\
import grp, hashlib, os, pwd, sys
rows = []
for folder in sys.argv[2:]:
    try:
        inside = os.listdir(folder)
    except FileNotFoundError:
        print(folder, "-", "absent")
        continue
    for name in sorted(inside, key=lambda n: (len(n), n)):
        path = os.path.join(folder, name)
        if name.isdigit() and not os.path.isdir(path):
            stat = os.stat(path)
            names = []
            for get, number in ((pwd.getpwuid, stat.st_uid), (grp.getgrgid, stat.st_gid)):
                try:
                    names.append(get(number)[0])
                except KeyError:
                    names.append(str(number))
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read().strip()).hexdigest()
            rows.append((path, ":".join(names), digest))
try:
    user = pwd.getpwnam(sys.argv[1])
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
except KeyError:
    pass
for row in rows:
    print(*row, "readable" if os.access(row[0], os.R_OK) else "closed")
"""


@dataclass(frozen=True)
class KeyFile:
    """One key."""

    owner: str
    """user:group."""
    digest: str = ""
    """Empty in older recordings."""
    readable: bool = True
    """By Keystone's own user."""


Keys = Mapping[str, KeyFile]
"""By path: files that exist, and of a folder that does not, its own path (`absent`)."""
_ABSENT = KeyFile("-")


def folders(snapshot: Snapshot, host: str) -> Mapping[str, str]:
    """The folders of a host by what they are for; none where no keystone.conf is known there.

    Nor where it is not known whose the host is: a file alone may be of several deployments.
    """
    own = conf.conf_of(snapshot, host, KEYSTONE_API)
    if own is None:
        return {}
    usual = own.laid.keystone_keys if own.laid else {}
    named = {kind: own.file.value(section, "key_repository") for kind, section in _KEYS.items()}
    found = {kind: (named[kind] or usual.get(kind, "")).rstrip("/") for kind in _KEYS}
    return {kind: folder for kind, folder in found.items() if folder}


def of_folder(keys: Keys, folder: str) -> Mapping[int, KeyFile]:
    """The keys of one folder by their numbers: 0 is the next, the highest makes tokens."""
    found = {path.rpartition("/"): key for path, key in keys.items() if key != _ABSENT}
    return {int(name): key for (where, _, name), key in found.items() if where == folder}


def absent(keys: Keys, folder: str) -> bool:
    """Whether the folder was looked for and is not there; what could not be looked at is an error."""
    return keys.get(folder) == _ABSENT


def ask(snapshot: Snapshot) -> Mapping[str, Query]:
    """Every controller."""
    user = usual_tool(parts.KEYSTONE).user
    questions: dict[str, Query] = {}
    for host in snapshot.site.having("controller"):
        places = tuple(folders(snapshot, host.name).values()) or KEY_FOLDERS
        words = " ".join(map(shlex.quote, (LOOK, user, *places)))
        questions[host.name] = ShellQuery(host.name, f"timeout -k 1 8 python3 -ISc {words}")
    return questions


def parse(answer: ShellResult) -> Keys:
    """One key a line; older recordings have its path and owner alone.

    What did not come to its end (no python3, too late, closed to the login) saw no lack of any.
    """
    if answer.exit:
        said = beginning((answer.err.strip().splitlines() or [f"exit {answer.exit}"])[-1])
        raise ParseError(f"its keys could not be listed: {said}")
    found: dict[str, KeyFile] = {}
    for line in answer.out.splitlines():
        row = line.split()
        if row[1:] == ["-", "absent"]:
            found[row[0]] = _ABSENT
        elif len(row) in (2, 4):
            digest, access = (row[2:] or ["", ""])[:2]
            found[row[0]] = KeyFile(row[1], digest, access != "closed")
    return found


PROBE = Probe("keystone-keys", ask, parse, period=300, needs=(conf.PROBE,))
