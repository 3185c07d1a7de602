"""`stackmend info`: which files stackmend reads and writes, and what it is made of."""

from __future__ import annotations

import errno
import os
import platform
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.cli.command import Command
from tui.cli.printing import as_json, table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def _run(options: Namespace) -> int:
    paths = _paths(options)
    faults = {name: why for name, path in paths.items() if (why := _unwritable(Path(path)))}
    facts: dict[str, object] = {**_versions(), **paths, **_site(options)}
    if options.json:
        as_json(facts | {"cannot be written": faults})
        return 0
    table(("", ""), ((name, _told(str(value), faults.get(name, ""))) for name, value in facts.items()))
    return 0


def _told(value: str, fault: str) -> str:
    return f"{value}  (cannot be written: {fault})" if fault else value


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    names = ("stackmend", "textual", "openstacksdk", "asyncssh", "PyMySQL")
    return {name: version(name) for name in names} | {"python": platform.python_version()}


def _paths(options: Namespace) -> dict[str, str]:
    """What is read and written, whether it is there or not: nothing is made here."""
    from actions.site import paths
    from actions.site.site_file import default_site_path

    named: Path = options.site or default_site_path()
    found = {
        "site file": named,
        "configuration folder": paths.config_dir(),
        "keys": paths.keys_file(),
        "state folder": paths.state_path(),
        "runs": paths.runs_path(),
        "hosts as last listed": paths.last_hosts_path(),
        "crash log": paths.crash_log(),
        "instances' host keys": paths.known_hosts(),
        "simulated cloud": paths.demo_path(),
    }
    return {name: str(path) for name, path in found.items()}


def _site(options: Namespace) -> dict[str, str]:
    """The site that the site file describes, and the files that belong to it."""
    from actions.model.errors import SiteError
    from actions.site.guest_key import key_file
    from actions.site.paths import secrets_file
    from actions.site.site_file import default_site_path, load_site
    from actions.transport.openssh import config_file

    try:
        site = load_site(options.site or default_site_path())
    except SiteError as error:
        return {"site": str(error)}
    return {
        "site": f"{site.name}: {', '.join(host.name for host in site.hosts) or 'no hosts'}",
        "cloud": options.cloud or site.cloud or "as OS_CLOUD or OS_* say",
        "clouds.yaml": site.clouds_file or "where openstacksdk looks",
        "SSH configuration": config_file(site.ssh_config) or "as ssh reads it: ~/.ssh/config, /etc/ssh",
        "secrets": str(secrets_file(site)),
        "instances' key": str(key_file(site)),
    }


def _unwritable(path: Path) -> str:
    """Why a file or folder can be neither written nor made; empty: it can."""
    try:
        there = next(p for p in (path, *path.parents) if os.path.lexists(p))
        if there != path and not there.is_dir():
            return os.strerror(errno.ENOTDIR)
        if os.statvfs(there).f_flag & os.ST_RDONLY:
            return os.strerror(errno.EROFS)
    except OSError as error:
        return error.strerror or str(error)
    enter = os.X_OK if there.is_dir() else 0
    return "" if os.access(there, os.W_OK | enter) else os.strerror(errno.EACCES)


COMMAND = Command(
    name="info",
    help="print every path and version",
    arguments=_arguments,
    run=_run,
    exits="0",
)
