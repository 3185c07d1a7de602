"""A site without a site file: its hosts are those that nova, neutron and cinder list."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from time import localtime, strftime

from actions.checks._support.wording import count, listed, verb
from actions.model.errors import NoAnswer, SiteError
from actions.model.fact import Snapshot
from actions.model.site import Host, Site
from actions.site import this_machine
from actions.site.files import write_private
from actions.site.listed_hosts import LISTS, PROBES, Listed, Row, machines, rows
from actions.site.new_site_file import NewSite, site_text
from actions.site.paths import last_hosts, private_dir, state_dir
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.openssh import OpenSsh
from actions.transport.poll import poll
from actions.transport.ssh_config import Target
from actions.transport.threads import LookupThreads

_LOOK_UP = 5.0
"""Seconds for all names together that have to be looked up."""


async def find_hosts(gateway: Gateway) -> Site:
    """The gateway's site with the hosts that the cloud's lists name, and notes that say so.

    Where a list does not answer, its hosts are those that it named the last time. What it cannot find
    out it says in the notes; it raises nothing.
    """
    site = gateway.site
    snapshot = await poll(gateway, Snapshot(site), PROBES)
    failed = {name: error for name, probe in LISTS.items() for error in snapshot.errors(probe).values()}
    before, when = _last(site) if failed else ((), "")
    named = machines((*rows(snapshot), *_as_rows(before)))
    hosts = tuple(host for host in await _reached(site, named) if host is not None)
    notes = [*_listed(hosts, failed), *_unheard(failed, when), *_left_out(named, hosts)]
    if not hosts and this_machine.has_openstack():
        hosts = (Host(socket.gethostname(), frozenset({"controller"}), connection="local"),)
        notes.append("OpenStack lies on this machine, which is looked at alone.")
    if hosts and not failed:
        _keep(replace(site, hosts=hosts))
    return replace(site, hosts=hosts, notes=tuple(notes))


def _listed(hosts: tuple[Host, ...], failed: Collection[str]) -> Iterable[str]:
    if hosts:
        yield f"{count(len(hosts), 'host')} from the cloud's own lists."
    elif not failed:
        yield "The cloud's own lists name no host."


def _left_out(named: Collection[Listed], hosts: Collection[Host]) -> Iterable[str]:
    if len(hosts) < len(named):
        own = next(one.names[0] for one in named if this_machine.anybodys(one.names[0]))
        yield f"{own} is left out: every machine calls itself that, and on this one no OpenStack lies."


def _unheard(failed: dict[str, str], when: str) -> Iterable[str]:
    """The lists without an answer, by their reason."""
    reasons: dict[str, list[str]] = {}
    for name, error in failed.items():
        reasons.setdefault(error.rstrip("."), []).append(name)
    so = f"the hosts are those of {when}" if when else "their hosts are not known"
    for error, names in reasons.items():
        lists = f"{verb(len(names), 'list', 'lists')} of {listed(names)}"
        yield f"No answer from the {lists} ({error}): {so}."


def _as_rows(hosts: Iterable[Host]) -> Iterable[Row]:
    return (Row(host.name, role, False) for host in hosts for role in host.roles or {""})


# --- how they are called and reached


async def _reached(site: Site, named: tuple[Listed, ...]) -> list[Host | None]:
    """Each by the name that leads to it; None: its name is no more than every machine's own."""
    openssh = OpenSsh(site.ssh_config)
    asyncio.get_running_loop().set_default_executor(LookupThreads())
    until = asyncio.get_running_loop().time() + _LOOK_UP
    here = this_machine.has_openstack()

    async def led(name: str) -> bool:
        """The SSH configuration says where it is, by more than the name."""
        with suppress(NoAnswer):
            config = await openssh.config(Target(name, name, 0, ""))
            other = config.hostname.lower() != name.lower()
            return other or bool(config.proxy_jump or config.proxy_command)
        return False

    async def host(one: Listed) -> Host | None:
        if (
            here
            and this_machine.called(one.names[0])
            and not any([await led(name) for name in one.names])
        ):
            return Host(one.names[0], one.roles, connection="local")
        if this_machine.anybodys(one.names[0]):
            return None
        return Host(await _leading(one.names, led, until), one.roles)

    try:
        return list(await asyncio.gather(*map(host, named)))
    finally:
        openssh.close()


async def _leading(names: tuple[str, ...], led: Callable[[str], Awaitable[bool]], until: float) -> str:
    """The first name that leads somewhere, by the SSH configuration or the resolver; else the first."""
    for name in names if len(names) > 1 else ():
        if await led(name) or await _resolves(name, until):
            return name
    return names[0]


async def _resolves(name: str, until: float) -> bool:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout_at(until):
            await loop.getaddrinfo(name, None)
    except (OSError, UnicodeError):  # TimeoutError among them
        return False
    return True


# --- what was found the last time


def _last(site: Site) -> tuple[tuple[Host, ...], str]:
    """The hosts of the last time that all lists answered, and when that was."""
    path = last_hosts(site)
    try:
        at = path.stat().st_mtime
        return load_site(path).hosts, strftime("%Y-%m-%d %H:%M", localtime(at))
    except (OSError, SiteError):
        return (), ""


def _keep(site: Site) -> None:
    """Written down for a day on which the cloud does not answer; that it cannot be is no trouble."""
    with suppress(OSError):
        state_dir()
        path = last_hosts(site)
        private_dir(path.parent)
        write_private(path, site_text(NewSite.of(site)))
