"""`stackmend info`: which files stackmend reads and writes, and what it is made of."""

from __future__ import annotations

import platform
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tui.cli.command import Command
from tui.cli.printing import as_json, table


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def _run(options: Namespace) -> int:
    facts = {**_versions(), **_paths(options)}
    if options.json:
        as_json(facts)
    else:
        table(("", ""), facts.items())
    return 0


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    names = ("stackmend", "textual", "openstacksdk", "asyncssh", "PyMySQL")
    return {name: version(name) for name in names} | {"python": platform.python_version()}


def _paths(options: Namespace) -> dict[str, str]:
    from actions.model.errors import BadSite
    from actions.site.paths import config_dir, runs_dir, secrets_file, state_dir
    from actions.site.site_file import default_site_path, load_site
    from actions.transport.openssh import config_file

    path: Path = options.site or default_site_path()
    found = {
        "site file": str(path),
        "configuration folder": str(config_dir()),
        "state folder": str(state_dir()),
        "runs": str(runs_dir()),
    }
    try:
        site = load_site(path)
    except BadSite as error:
        return {**found, "site": str(error)}
    return {
        **found,
        "site": f"{site.name}: {', '.join(host.name for host in site.hosts) or 'no hosts'}",
        "cloud": options.cloud or site.cloud or "as OS_CLOUD or OS_* say",
        "clouds.yaml": site.clouds_file or "where openstacksdk looks",
        "SSH configuration": config_file(site.ssh_config) or "as ssh reads it: ~/.ssh/config, /etc/ssh",
        "secrets": str(secrets_file(site)),
    }


COMMAND = Command(
    name="info",
    help="print every path and version",
    arguments=_arguments,
    run=_run,
    exits="0",
)
