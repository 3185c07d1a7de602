"""The command line of the lab: `python -m tests.lab up`, and so on; needs root."""

import argparse
import os
import sys
from pathlib import Path

from . import lab
from .breaking import command as breaking
from .catalogue import DEFAULT, machine
from .host import Host
from .network import leave_jump, on_jump
from .paths import OPERATOR, SITE
from .shell import LabError, say
from .system import SYSTEMS
from .vswitch import MECHANISMS


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    up = commands.add_parser("up", help="bring hosts up, making whatever is missing")
    up.add_argument("--hosts", default="", help=f"names, by commas; else {','.join(DEFAULT)}")
    state = up.add_mutually_exclusive_group()
    state.add_argument("--bare", action="store_true", help="forget all that was done to them")
    state.add_argument("--snapshot", metavar="NAME", help="as that snapshot has them")
    up.add_argument("--system", choices=tuple(SYSTEMS), help="of a bare lab's hosts")
    up.add_argument("--mechanism", choices=MECHANISMS, help="of a bare lab's networks")

    down = commands.add_parser("down", help="power hosts off; all of them leaves nothing")
    down.add_argument("hosts", nargs="*", metavar="HOST")

    commands.add_parser("status", help="what is up")
    commands.add_parser("site", help="print the site file's path")
    commands.add_parser("purge", help="down, and delete everything made, images included")

    inside = commands.add_parser("exec", help="run a command as root in a host")
    inside.add_argument("host")
    inside.add_argument("argv", nargs=argparse.REMAINDER, metavar="CMD")
    jump = commands.add_parser("jump", help="run a command as the operator on the jump host")
    jump.add_argument("argv", nargs=argparse.REMAINDER, metavar="CMD")

    breaks = commands.add_parser("breaks", help="bring troubles about, and see what is said of them")
    breaks.add_argument("names", nargs="*", metavar="NAME", help="else all")
    breaks.add_argument("--here", action="store_true", help="on the hosts as they are now")
    breaks.add_argument("--snapshot", default=breaking.SNAPSHOT, help="of the cloud that works")
    breaks.add_argument("--keep", type=Path, metavar="FOLDER", help="for the answers of check")

    for name, text in (
        ("snapshot", "keep the running hosts' state under a name"),
        ("restore", "make the lab what a snapshot has"),
        ("forget", "delete a snapshot"),
    ):
        commands.add_parser(name, help=text).add_argument("name")
    return top


def act(given: argparse.Namespace) -> int:
    """Do what the command line says, and tell the exit code; exec and jump don't return."""
    match given.command:
        case "up":
            names = [name for name in given.hosts.split(",") if name]
            lab.up(names, given.bare, given.snapshot, given.mechanism, given.system)
        case "down":
            lab.down(given.hosts)
        case "purge":
            lab.purge()
        case "snapshot":
            lab.take(given.name)
        case "restore":
            lab.restore(given.name)
        case "forget":
            lab.forget(given.name)
        case "breaks":
            return breaking.main(given.names, given.here, given.keep, given.snapshot)
        case "status":
            print("\n".join(lab.status()))
        case "site":
            print(SITE)
        case "exec":
            argv = Host(machine(given.host)).inside() + (given.argv or ["bash"])
            os.execvp(argv[0], argv)
        case "jump":
            os.environ["HOME"] = str(OPERATOR)  # with its .ssh/config; root's own is not touched
            argv = on_jump(given.argv or ["bash"])
            os.execvp(argv[0], argv)
    return 0


def main() -> int:
    """Run one command; 1 and a sentence on stderr if the lab can't do it."""
    given = parser().parse_args()
    try:
        if given.command in ("up", "down", "purge", "snapshot", "restore", "forget", "breaks"):
            leave_jump(lab.outer_process())
        return act(given)
    except LabError as trouble:
        say(str(trouble))
        return 1


if __name__ == "__main__":
    sys.exit(main())
