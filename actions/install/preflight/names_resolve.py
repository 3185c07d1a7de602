"""Every host finds every other's address by its name, and its name by the address (PRE-01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actions.facts.hosts import host_status, name_resolution, reverse_names
from actions.facts.hosts.reverse_names import ReverseNames
from actions.install.preflight.result import Result, listed, looking, seen
from actions.install.settings import Settings, SettingsError, read
from actions.install.step import Blocked
from actions.model.plan import Situation
from actions.model.site import Host


def inspect(situation: Situation, host: Host) -> Result:
    """What the step host-names will write does not hold it up; what nothing mends does."""
    wanted = _wanted(situation)
    found = seen(situation, name_resolution.PROBE, host.name)
    reverse = seen(situation, reverse_names.PROBE, host.name)
    missing = [name for name, address in wanted.items() if found.get(name) != (address,)]
    right = {name: address for name, address in wanted.items() if name not in missing}
    notes = [*_to_write(host, missing), *_backwards(host, right, reverse)]
    wrong = (*_twins(situation, host), *_own(situation, host, reverse))
    return Result(f"{len(right)} of {len(wanted)} names", wrong, tuple(notes))


def _wanted(situation: Situation) -> dict[str, str]:
    """Addresses by name; raises `Blocked` with every name of which none is known."""
    chosen = read(situation.site)
    names = name_resolution.names(situation.snapshot)
    unknown = [said for name in names if (said := _unknown(chosen, name))]
    if unknown:
        raise Blocked(" ".join(unknown))
    return {name: chosen.address(name) for name in names}


def _unknown(chosen: Settings, name: str) -> str:
    try:
        chosen.address(name)
    except SettingsError as reason:
        return str(reason)
    return ""


def _to_write(host: Host, missing: list[str]) -> Iterator[str]:
    if missing:
        yield (
            f"{listed(missing)} {'do' if len(missing) > 1 else 'does'} not lead to the site file's "
            f"address on {host.name}: the step host-names writes /etc/hosts there."
        )


def _backwards(host: Host, right: Mapping[str, str], reverse: ReverseNames) -> Iterator[str]:
    """Addresses that lead to other names; a name of several addresses, or a URL's, may well do that."""
    by_address: dict[str, list[str]] = {}
    for name, address in right.items():
        by_address.setdefault(address, []).append(name)
    for address, names in by_address.items():
        found = reverse.names.get(address, ())
        if not set(names) & set(found):
            leads = f"leads to {found[0]}" if found else "has no name"
            yield f"{address} ({names[0]}) {leads} on {host.name}."


def _twins(situation: Situation, host: Host) -> Iterator[str]:
    """nova and neutron know a host by what it calls itself."""
    names = {h: status.hostname for h, status in situation.each(host_status.PROBE).items()}
    twins = [h for h, name in names.items() if name == names.get(host.name)]
    if len(twins) > 1:
        yield (
            f"{listed(twins)} call themselves {names[host.name]}, and to nova and neutron they would "
            "be one host: `hostnamectl set-hostname` gives each its own name."
        )


def _own(situation: Situation, host: Host, reverse: ReverseNames) -> Iterator[str]:
    """RabbitMQ does not start where its host's own name does not resolve."""
    name = seen(situation, host_status.PROBE, host.name).hostname
    if not reverse.own and name not in name_resolution.names(situation.snapshot):
        yield (
            f"{host.name} calls itself {name}, which does not resolve there, and RabbitMQ would not "
            f"start: add {name} to its /etc/hosts, or `hostnamectl set-hostname {host.name}`."
        )


STEP = looking(
    "names-resolve",
    "Names lead to addresses on every host, and addresses to names",
    (host_status.PROBE, name_resolution.PROBE, reverse_names.PROBE),
    inspect,
)
