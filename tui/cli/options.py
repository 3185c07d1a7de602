"""The options that every subcommand takes, and the site that they lead to."""

from __future__ import annotations

import argparse
import os
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.model.fact import Snapshot
from actions.model.site import Site
from tui.cli.command import Wrong

if TYPE_CHECKING:
    from actions.transport.gateway import Access


def add_shared(parser: argparse.ArgumentParser, default: Any = argparse.SUPPRESS) -> None:
    """Add them; they may stand before or behind the subcommand."""
    where = parser.add_argument_group("where to look")
    where.add_argument(
        "--site", metavar="FILE", type=Path, default=default, help="site file, or an Ansible inventory"
    )
    where.add_argument(
        "--cloud", metavar="NAME", default=default, help="cloud of clouds.yaml, instead of the site's"
    )
    where.add_argument(
        "--demo", action="store_true", default=default, help="the simulated cloud: no root, no network"
    )
    where.add_argument(
        "--from", dest="file", metavar="FILE", type=Path, default=default, help="a saved snapshot"
    )
    where.add_argument(
        "--read-only", action="store_true", default=default, help="change nothing at all"
    )


def chosen_site(options: argparse.Namespace) -> Site:
    """The site that the options name; raises `Wrong` and `BadSite`."""
    from actions.site.site_file import default_site_path, load_site

    if options.demo and options.site:
        raise Wrong("--demo brings its own site: leave --site out.")
    if options.demo:
        from actions.sim.daemon import ensure

        return load_site(ensure())
    path: Path = options.site or default_site_path()
    if not options.site and not path.exists() and _cloud(options):
        return Site(name=_cloud(options), cloud=options.cloud or "")
    site = load_site(path)
    return replace(site, cloud=options.cloud) if options.cloud else site


def access_to(site: Site, options: argparse.Namespace) -> Access:
    """The way to a live site; raises `BadSite` for a secrets file that others can read."""
    from actions.site.secrets_file import load_secrets
    from actions.transport.gateway import Access

    return Access(site, load_secrets(site), options.read_only)


def spelled(options: argparse.Namespace) -> str:
    """The options that lead to the same site, for a next command; with a blank in front, or nothing."""
    given = ["--demo"] if options.demo else []
    for name, value in (("--site", options.site), ("--cloud", options.cloud)):
        given += [name, shlex.quote(str(value))] if value else []
    return "".join(f" {word}" for word in given)


def saved_snapshot(options: argparse.Namespace) -> Snapshot | None:
    """The snapshot that --from names, if it is given; raises `BadSnapshot`."""
    if options.file is None:
        return None
    from actions.site.snapshot_file import load

    if options.demo or options.site or options.cloud:
        raise Wrong("--from shows a file: leave --demo, --site and --cloud out.")
    return load(options.file)


def refuse_saved(options: argparse.Namespace) -> None:
    """Raise `Wrong` for --from where only a live cloud will do."""
    if options.file is not None:
        raise Wrong("--from is for the console and for `check`: what is done needs a live cloud.")


def _cloud(options: argparse.Namespace) -> str:
    """Without a site file, a cloud alone can be looked at by its APIs."""
    return str(options.cloud or os.environ.get("OS_CLOUD") or os.environ.get("OS_AUTH_URL") or "")
