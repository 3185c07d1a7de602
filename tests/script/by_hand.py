"""A plan's script, run by a real bash on hosts that are folders' worth of stand-ins for programs.

`ssh` runs the line in a shell of this machine, without becoming root; what a step calls on a host
(`mysql`, `openstack`, …) is noted with its words and its standard input, unless it is a real program.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from actions.model.command import Command
from actions.model.fact import Snapshot
from actions.model.plan import Action, Decision, Situation, Step, do
from actions.model.secret import Secret
from actions.model.site import Host, Site
from actions.run.planner import make_plan
from actions.script.render import Source, script

SITE = Site(
    "lab",
    (
        Host("controller", frozenset({"controller"}), "10.20.0.11"),
        Host("compute1", frozenset({"compute"}), become="none", port=2222, user="ops"),
    ),
    cloud="lab",
)
SECRETS = {"nova_password": Secret("n0va-pw"), "nova_db_password": Secret("db-pw~1")}

_SSH = """#!/bin/bash
echo "ssh ${*:1:$#-1}" >>"$LOG"
exec sh -c "${!#}"
"""
_SUDO = """#!/bin/bash
shift 2
exec "$@"
"""
_NOTED = """#!/bin/bash
[ ! -t 0 ] || { echo "${0##*/} $*, at a terminal" >>"$LOG"; exit; }
{ echo "${0##*/} $*"; [ -z "${MYSQL_PWD:-}" ] || echo "MYSQL_PWD=$MYSQL_PWD"; sed 's/^/| /'; } >>"$LOG"
[ "${2:-}" != show ] || echo an-id
[ "${0##*/}" != fails ]
"""
_PROGRAMS = (
    "dpkg",
    "fails",
    "glance",
    "mysql",
    "mysqldump",
    "nova-manage",
    "openstack",
    "rabbitmqctl",
    "systemctl",
)


@dataclass(frozen=True)
class Ended:
    """What became of a script."""

    code: int
    said: str
    log: str


def steps(*commands: Command, settle: float = 0.0) -> Action:
    """An action of one step that runs these commands."""

    def plan(_: Situation) -> Decision:
        return do(*commands, why="it is\nmissing; $(touch evil)")

    return Action("try-it", "Try it", (Step("all", "All of it", (), plan, verify_timeout=settle),))


def written(action: Action, site: Site = SITE, client: str = "", secrets_file: str = "") -> str:
    """The script of an action."""
    situation = Situation(Snapshot(site), secrets=SECRETS)
    parts = [(step, step.plan(situation)) for step in action.steps]
    plan = make_plan(action, situation)
    return script(Source(plan, parts, site, 0.0, client, SECRETS, secrets_file))


def run(text: str, folder: Path, **environment: str) -> Ended:
    """Run a script; the log tells what was called, in its order."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name, body in {"ssh": _SSH, "sudo": _SUDO, **dict.fromkeys(_PROGRAMS, _NOTED)}.items():
        (programs / name).write_text(body)
        (programs / name).chmod(0o755)
    log = folder / "log"
    log.write_text("")
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "LOG": str(log), **environment}
    done = subprocess.run(
        ["bash", "-s"], input=text, env=env, cwd=folder, capture_output=True, text=True,
        start_new_session=True, timeout=60, check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout + done.stderr, log.read_text())
