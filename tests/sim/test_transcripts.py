"""nova-manage, nova-status and mysql of the simulated hosts against transcripts of the real ones."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
import pytest

from actions.sim import accounts
from actions.sim.cloud import SimCloud
from actions.sim.dialect import Session
from tests.sim.clients import ssh

FOLDER = Path(__file__).parent.parent / "cases/sim/nova-manage"
CASES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}
LOG = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} ")
"""Log lines, which are no part of an answer (T-NOVA-05)."""
CELL1 = "e1b1caaa-7a9c-4727-b053-414769372438"


@dataclass
class Exchange:
    """A command with what it must print, or a statement that sets the scene."""

    command: str
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    code: int = 0


def read(text: str) -> list[Exchange]:
    """The exchanges of a case."""
    found: list[Exchange] = []
    for line in text.splitlines():
        if line.startswith(("$ ", "sql> ")):
            found.append(Exchange(line))
        elif line.startswith(("out| ", "err| ")):
            getattr(found[-1], line[:3]).append(line[5:])
        elif line.startswith("rc="):
            found[-1].code = int(line[3:])
    return found


def empty(cloud: SimCloud) -> None:
    """Nova's databases as they are after CREATE DATABASE."""
    for schema in ("nova_api", "nova", "nova_cell0"):
        cloud.state.database.drop_schema(schema)
        cloud.state.database.create_schema(schema)


async def ask(connection: asyncssh.SSHClientConnection, line: str, uuids: dict[str, str]) -> Exchange:
    """Run a line as the transcript did, and give its answer with the transcript's UUIDs."""
    user = "root" if line.startswith("mysql") else "nova"
    for ours, theirs in uuids.items():
        line = line.replace(theirs, ours)
    inner = f"su -s /bin/sh -c {shlex.quote(line)} {user}"
    done = await connection.run(f"sudo -n -- {inner}")
    out = [text for text in str(done.stdout).splitlines() if not LOG.match(text)]
    err = [text for text in str(done.stderr).splitlines() if not text.startswith("Modules with known")]
    if "create_cell" in line and "--verbose" in line and not done.exit_status:
        uuids[out[-1]] = CELL1
    for ours, theirs in uuids.items():
        out = [text.replace(ours, theirs) for text in out]
    return Exchange(line, out, err, done.exit_status or 0)


@pytest.mark.parametrize("case", CASES)
async def test_the_simulation_says_what_nova_said(case: str) -> None:
    cloud = SimCloud()
    cloud.state.passwords |= {"nova-db": "NOVA_PASS", "rabbit": "RABBIT_PASS"}
    uuids: dict[str, str] = {}
    async with cloud, ssh(cloud, "controller") as connection:
        empty(cloud)
        for wanted in read(CASES[case]):
            if wanted.command.startswith("sql> "):
                Session(cloud.state.database, accounts.ROOT).execute(wanted.command[5:])
                continue
            got = await ask(connection, wanted.command[2:], uuids)
            assert (got.out, got.err, got.code) == (wanted.out, wanted.err, wanted.code), wanted.command
