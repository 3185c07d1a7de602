"""A site without a site file: its hosts are those that nova, neutron and cinder list."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from time import localtime, strftime, time
from typing import Any

from actions.checks._support.wording import count, listed, verb
from actions.model.errors import SiteError
from actions.model.fact import Reading, Snapshot
from actions.model.site import Host, Site
from actions.site import this_machine
from actions.site.files import write_private
from actions.site.listed_hosts import LISTS, PROBES, Listed, Row, machines, rows
from actions.site.new_site_file import NewSite, site_text
from actions.site.paths import last_hosts, private_dir, state_dir
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.host_names import HostNames
from actions.transport.poll import poll

PATIENCE = 2.0
"""Seconds for Keystone's first answer, where the hosts of a moment ago can be looked at."""
FRESH = 3600.0
"""Seconds for which they are: a cloud whose logins are always slow must not keep its hosts for ever."""


async def find_hosts(gateway: Gateway) -> Site:
    """The gateway's site with the hosts that the cloud's lists name, and notes that say so.

    Where a list does not answer, its hosts are those that it named the last time. What it cannot find
    out it says in the notes; it raises nothing.
    """
    site = gateway.site
    snapshot = await _lists(gateway)
    failed = {name: error for name, probe in LISTS.items() for error in snapshot.errors(probe).values()}
    before, at = _last(site) if failed else ((), 0.0)
    named = machines((*rows(snapshot), *_as_rows(before)))
    living = not failed and any(one.up for one in named)
    hosts, gone = await _reached(site, named, [one for one in named if living and not one.up])
    notes = [*_listed(hosts, failed), *_unheard(failed, at), *_left_out(named, hosts, gone)]
    if hosts and not failed:
        _keep(replace(site, hosts=hosts))
    if not hosts and this_machine.has_openstack():
        hosts = (Host(socket.gethostname(), frozenset({"controller"}), connection="local"),)
        notes.append("OpenStack lies on this machine, which is looked at alone.")
    return replace(site, hosts=hosts, notes=(*site.notes, *notes))


async def _lists(gateway: Gateway) -> Snapshot:
    """What the lists say; where hosts are known, a Keystone that answers nothing is not waited for.

    Its login goes on, for the look that follows.
    """
    heard = asyncio.Event()
    asked = poll(gateway, Snapshot(gateway.site), PROBES, seen=lambda *_: heard.set())
    asking = asyncio.ensure_future(asked)
    try:
        await asyncio.wait([asking], timeout=PATIENCE)
        if asking.done() or heard.is_set() or time() - _last(gateway.site)[1] > FRESH:
            return await asking
    finally:
        asking.cancel()
    late = Reading[Any](error=f"Keystone did not answer in {PATIENCE:g} s")
    return Snapshot(gateway.site, readings={probe.name: {"": late} for probe in LISTS.values()})


def _listed(hosts: tuple[Host, ...], failed: Collection[str]) -> Iterable[str]:
    if hosts:
        yield f"{count(len(hosts), 'host')} from the cloud's own lists."
    elif not failed:
        yield "The cloud's own lists name no host."


def _left_out(
    named: Collection[Listed], hosts: Collection[Host], gone: Collection[Listed]
) -> Iterable[str]:
    if gone:
        names = f"{listed([one.names[0] for one in gone])} {verb(len(gone), 'is', 'are')} left out"
        yield f"{names}: nothing there reports, and no such name is known here."
    if len(hosts) + len(gone) < len(named):
        own = next(one.names[0] for one in named if this_machine.anybodys(one.names[0]))
        yield f"{own} is left out: every machine calls itself that, and on this one no OpenStack lies."


def _unheard(failed: dict[str, str], at: float) -> Iterable[str]:
    """The lists without an answer, by their reason."""
    reasons: dict[str, list[str]] = {}
    for name, error in failed.items():
        reasons.setdefault(error.rstrip("."), []).append(name)
    when = strftime("%Y-%m-%d %H:%M", localtime(at))
    so = f"the hosts are those of {when}" if at else "their hosts are not known"
    for error, names in reasons.items():
        lists = f"{verb(len(names), 'list', 'lists')} of {listed(names)}"
        yield f"No answer from the {lists} ({error}): {so}."


def _as_rows(hosts: Iterable[Host]) -> Iterable[Row]:
    return (Row(host.name, role, False) for host in hosts for role in host.roles or {""})


async def _reached(
    site: Site, named: tuple[Listed, ...], silent: Collection[Listed]
) -> tuple[tuple[Host, ...], list[Listed]]:
    """Each by the name that leads to it, and those that are gone: silent, and without such a name.

    One whose name is every machine's own is in neither.
    """
    names = HostNames(site.ssh_config)
    try:
        nowhere = await asyncio.gather(*(names.nowhere(one, time()) for one in silent))
        gone = [one for one, lost in zip(silent, nowhere, strict=True) if lost]
        found = await asyncio.gather(*(names.host(one) for one in named if one not in gone))
    finally:
        names.close()
    return tuple(host for host in found if host is not None), gone


def _last(site: Site) -> tuple[tuple[Host, ...], float]:
    """The hosts of the last time that all lists answered, and when that was; 0: never."""
    path = last_hosts(site)
    try:
        at = path.stat().st_mtime
        return load_site(path).hosts, at
    except (OSError, SiteError):
        return (), 0.0


def _keep(site: Site) -> None:
    """Written down for a day on which the cloud does not answer; that it cannot be is no trouble."""
    with suppress(OSError):
        state_dir()
        path = last_hosts(site)
        private_dir(path.parent)
        write_private(path, site_text(NewSite.of(site)))
