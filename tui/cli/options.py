"""The options that every subcommand takes, and the site that they lead to."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from actions.model.fact import Snapshot
from actions.model.invocation import Invocation
from actions.model.site import Host, Site
from tui.cli.command import UsageError

if TYPE_CHECKING:
    from actions.run.state import RunState
    from actions.transport.gateway import Gateway


_SHARED: Mapping[str, Mapping[str, Any]] = {
    "--site": {"metavar": "FILE", "type": Path, "help": "site file, or an Ansible inventory"},
    "--cloud": {"metavar": "NAME", "help": "cloud of clouds.yaml, instead of the site's"},
    "--region": {
        "metavar": "NAME",
        "help": "region of that cloud, instead of OS_REGION_NAME",
    },
    "--demo": {"action": "store_true", "help": "the simulated cloud: no root, no network"},
    "--from": {"metavar": "FILE", "type": Path, "dest": "file", "help": "a saved snapshot"},
    "--read-only": {"action": "store_true", "help": "change nothing at all"},
}


def add_shared(
    parser: argparse.ArgumentParser, names: Iterable[str], default: Any = argparse.SUPPRESS
) -> None:
    """Add those of `SHARED` that a subcommand takes."""
    where = parser.add_argument_group("where to look")
    for name in names:
        where.add_argument(name, default=default, **_SHARED[name])


def of_run(options: argparse.Namespace, state: RunState) -> None:
    """Lead the options to the site that a run was on, where they name none."""
    from actions.run.scope import led_back

    if options.demo or options.site:
        return
    then = led_back(state)
    options.demo = then.demo
    options.region = options.region or then.region
    options.site = Path(state.path) if state.path and not then.demo else None
    options.cloud = options.cloud or then.cloud or (state.cloud if not then.demo else None)
    if (options.cloud or "") == state.cloud:
        options.hosts = state.hosts


def chosen_site(options: argparse.Namespace) -> Site:
    """The site that the options name; raises `UsageError` and `SiteError`."""
    site = _site(options)
    return replace(site, invocation=_called(site, options))


def _called(site: Site, options: argparse.Namespace) -> Invocation:
    from actions.site.clouds_file import regions

    called = invocation(options)
    own = site.clouds_file or site.settings.get(
        "auth_url"
    )  # as the gateway has it: OS_CLOUD is passed over
    if not site.cloud and not own and (named := os.environ.get("OS_CLOUD")):
        called = replace(called, cloud=named)
    cloud, region = called.cloud or site.cloud, os.environ.get("OS_REGION_NAME", "")
    counts = cloud and (not site.clouds_file or region in regions(site, cloud))  # as the gateway has it
    return replace(called, region=region) if counts and not called.region else called


def _site(options: argparse.Namespace) -> Site:
    from actions.site.site_file import default_site_path, load_site

    if options.demo and options.site:
        raise UsageError("--demo brings its own site: leave --site out.")
    if options.demo:
        from actions.sim.daemon import ensure

        site = load_site(ensure())
        return replace(site, cloud=options.cloud) if options.cloud else site
    path: Path = options.site or default_site_path()
    if not options.site and not path.exists() and names_cloud(options):
        return listed_site(options)
    site = load_site(path)
    named = options.site or os.environ.get("STACKMEND_SITE")
    if options.cloud and not named and site.cloud not in ("", options.cloud):
        note = f"{path} is not used: it is of the cloud {site.cloud}."
        return replace(listed_site(options), notes=(note,))
    return replace(site, cloud=options.cloud) if options.cloud else site


def listed_site(options: argparse.Namespace) -> Site:
    """A cloud without a site file: its hosts are to be found, or are those of a run on it."""
    named = names_cloud(options)
    try:
        name = urlsplit(named).hostname or named if "://" in named else named
    except ValueError:
        raise UsageError(
            f"{named!r} is no URL and no cloud's name: --cloud, OS_CLOUD or OS_AUTH_URL gives it."
        ) from None
    hosts: tuple[Host, ...] = getattr(options, "hosts", ())
    site = Site(name, hosts, cloud=options.cloud or "", listed=True)
    return replace(site, invocation=_called(site, options))


def gateway_to(site: Site, options: argparse.Namespace) -> Gateway:
    """The gateway to a live site; raises `SiteError` for a secrets file that others can read."""
    from actions.site.secrets_file import load_secrets
    from actions.transport.gateway import Gateway

    return Gateway(site, load_secrets(site), options.read_only)


def invocation(options: argparse.Namespace) -> Invocation:
    """How a next command leads to the same site, also from another folder and another shell."""
    from actions.site.paths import expanded

    if options.file:
        return Invocation(recording=str(options.file.absolute()))
    if options.demo:
        return Invocation(demo=True, cloud=options.cloud or "", region=options.region or "")
    named = options.site or os.environ.get("STACKMEND_SITE")
    return Invocation(
        site=str(expanded(str(named)).absolute()) if named else "",
        cloud=options.cloud or "",
        region=options.region or "",
    )


def saved_snapshot(options: argparse.Namespace) -> Snapshot | None:
    """The snapshot that --from names, if it is given; raises `SnapshotError`."""
    if options.file is None:
        return None
    from actions.site.snapshot_file import load

    if options.demo or options.site or options.cloud or options.region:
        raise UsageError("--from shows a file: leave --demo, --site, --cloud and --region out.")
    return load(options.file)


def refuse_saved(options: argparse.Namespace) -> None:
    """Raise `UsageError` for --from where only a live cloud will do."""
    if options.file is not None:
        raise UsageError("--from is for the console and for `check`: what is done needs a live cloud.")


def names_cloud(options: argparse.Namespace) -> str:
    """What names a cloud where there is no site file; empty: nothing does."""
    return str(options.cloud or os.environ.get("OS_CLOUD") or os.environ.get("OS_AUTH_URL") or "")
