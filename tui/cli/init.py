"""`stackmend init`: a first site file, by the cloud's own lists, by asking, or from options."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from actions.model.errors import SiteError
from actions.model.site import Host
from actions.site.files import write_new
from actions.site.new_site_file import NewHost, NewSite, site_text, split_roles
from actions.site.site_file import BECOME, ROLES, check_names, default_site_path, load_site
from tui.cli.asking import answer
from tui.cli.command import Command, UsageError
from tui.cli.options import invocation, names_cloud, refuse_saved
from tui.cli.printing import advise, say, whole
from tui.values.wording import count

T = TypeVar("T")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--name", default="", help="the site's name")
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME[=ADDRESS]:ROLE[,ROLE]",
        help=f"a host; roles: {', '.join(ROLES)}",
    )
    parser.add_argument("--user", default="", help="who logs in (default: as ~/.ssh/config says)")
    parser.add_argument("--become", choices=BECOME, default="", help="how to become root (sudo)")
    parser.add_argument("--auth-url", default="", help="Keystone, once stackmend has installed it")
    parser.add_argument("--yes", action="store_true", help="write what was found without being asked")


def _run(options: Namespace) -> int:
    refuse_saved(options)
    if options.demo:
        raise UsageError("The demo has a site file of its own: leave --demo out.")
    path: Path = options.site or default_site_path()
    if path.suffix != ".toml":
        raise UsageError(f"{path}: a site file's name ends with .toml.")
    if path.exists():
        raise UsageError(f"{path} is there already, and is never overwritten: name another (--site).")
    hosts = _given(options)
    site = _site(options, hosts) if hosts else _found(options, path) or _asked(options, path)
    _write(path, site_text(site))
    said = f"{path}: {site.name}, with {count(len(site.hosts), 'host')}. Next"
    advise(said, replace(invocation(options), cloud="", region="").command("check"))
    return 0


def _given(options: Namespace) -> tuple[NewHost, ...]:
    hosts: list[NewHost] = []
    try:
        for text in options.host:
            hosts.append(NewHost.parse(text))
            _new(hosts[-1].name, hosts[:-1])
    except ValueError as error:
        raise UsageError(f"--host: {str(error).rstrip('.')}.") from None
    return tuple(hosts)


def _site(options: Namespace, hosts: tuple[NewHost, ...]) -> NewSite:
    if not options.name:
        raise UsageError("With --host, the site needs a --name.")
    return NewSite(
        name=options.name,
        hosts=hosts,
        cloud=options.cloud or "",
        user=options.user,
        become=options.become,
        region=options.region or "",
        auth_url=options.auth_url,
    )


def _found(options: Namespace, path: Path) -> NewSite | None:
    """The hosts that the cloud's own lists name, shown and approved; None: they are to be asked for."""
    from tui.cli.looking import found

    if not names_cloud(options):
        return None
    site = found(options)
    if not site.hosts:
        return None
    given = {"name": options.name, "user": options.user, "become": options.become}
    given |= {"region": options.region, "auth_url": options.auth_url}
    new = replace(NewSite.of(site), **{key: value for key, value in given.items() if value})
    for one in site_text(new).splitlines():
        whole(one)
    if options.yes:
        return new
    if not sys.stdin.isatty():
        raise UsageError(f"Standard input is not a terminal: with --yes, this is written to {path}.")
    wanted = answer(f"Write this to {path}? [y/N] (no: you are asked for each host) ")
    return new if wanted.lower() in ("y", "yes") else None


def _asked(options: Namespace, path: Path) -> NewSite:
    """Ask for what the options do not say."""
    if not sys.stdin.isatty():
        named = names_cloud(options)
        lists = (
            f", and no host is known by the lists of {named}: give " if named else ": give --cloud, or "
        )
        raise UsageError(f"Standard input is not a terminal{lists}--name and --host, or run it in one.")
    name = options.name or _until("The site's name: ", _named)
    cloud = options.cloud
    if not cloud:
        cloud = answer("Its cloud in clouds.yaml (empty: as OS_CLOUD or OS_* say): ")
        asked = Namespace(**{**vars(options), "name": name, "cloud": cloud})
        if cloud and (site := _found(asked, path)):
            return site
    user = options.user or _until("Who logs in to its hosts (empty: as ~/.ssh/config says): ", _user)
    become = options.become or _until("How that user becomes root, sudo or none [sudo]: ", _becoming)
    hosts = tuple(_hosts())
    region: str = options.region or answer("Region of an installation [RegionOne]: ")
    auth_url = options.auth_url or answer("Keystone's URL, once stackmend has installed it: ")
    return NewSite(name, hosts, cloud, user, become, region, auth_url)


def _hosts() -> Iterator[NewHost]:
    known: list[NewHost] = []
    while name := _until("A host's name (empty: no more): ", lambda text: _new(text, known)):
        address = _until("  Its address (empty: its name): ", _address)
        roles = _until(f"  Its roles ({', '.join(ROLES)}): ", _roles)
        known.append(NewHost(name, roles, address))
        yield known[-1]


def _new(name: str, known: Iterable[NewHost]) -> str:
    """A host's name that no other has; none is one too."""
    if name:
        check_names(Host(name))
    if name in (host.name for host in known):
        raise ValueError(f"There is a host {name} already.")
    return name


def _until(question: str, read: Callable[[str], T]) -> T:
    """Ask until the answer will do."""
    while True:
        try:
            return read(answer(question))
        except ValueError as error:
            say(str(error))


def _named(text: str) -> str:
    if not text:
        raise ValueError("It needs one.")
    return text


def _becoming(text: str) -> str:
    if text not in ("", *BECOME):
        raise ValueError("sudo, or none for a user who is root.")
    return text


def _user(text: str) -> str:
    check_names(Host("hosts", user=text))
    return text


def _address(text: str) -> str:
    check_names(Host("host", address=text))
    return text


def _roles(text: str) -> tuple[str, ...]:
    roles = split_roles(text)
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise ValueError(f"Not a role: {', '.join(unknown)}." if unknown else "It needs at least one.")
    return roles


def _write(path: Path, text: str) -> None:
    """Write a new file, and take it away again if it is no good."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(path, text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        load_site(path)
    except SiteError:
        path.unlink()
        raise


COMMAND = Command(
    name="init",
    help="write a first site file: the hosts of the cloud's own lists, or by asking, or from options",
    arguments=_arguments,
    run=_run,
    exits="0 written, 2 not",
)
