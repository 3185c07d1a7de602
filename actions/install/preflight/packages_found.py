"""apt has all packages that are to come, and reaches the sources that have them."""

from __future__ import annotations

from collections.abc import Iterator

from actions.facts.hosts import host_status, package_sources, packages, source_reach
from actions.facts.hosts.package_sources import PackageSources
from actions.formats.repeated_secrets import without_secrets
from actions.formats.url import masked
from actions.install.preflight.result import Result, listed, looking, seen
from actions.install.preflight.wanted import missing_packages
from actions.install.step_factories.packages import lists_are_old
from actions.model.plan import Situation
from actions.model.site import Host

_TOLD = 6
"""Packages that are named."""


def inspect(situation: Situation, host: Host) -> Result:
    """Where all are installed the sources do not matter: they may be gone by then."""
    missing = missing_packages(situation, host)
    if not missing:
        return Result("all are installed")
    sources = seen(situation, package_sources.PROBE, host.name)
    if sources.errors or not sources.indexes:
        said = "; ".join(map(without_secrets, sources.errors)).rstrip(".") or "it has none"
        return Result(wrong=(f"apt on {host.name} cannot use its sources: {said}.",))
    lost = {
        uri: f"{host.name} cannot fetch {masked(uri)}: {without_secrets(why).rstrip('.')}."
        for uri, why in seen(situation, source_reach.PROBE, host.name).items()
        if why
    }
    if lists_are_old(seen(situation, packages.PROBE, host.name)):
        return Result(f"{len(missing)} to come, after an `apt-get update`", tuple(lost.values()))
    sites = _sites(sources, missing)
    unknown = tuple(_unknown(host, sources, missing))
    needed = tuple(said for uri, said in lost.items() if unknown or uri.startswith(sites))
    others = tuple(said for said in lost.values() if said not in needed)
    wrong = (*needed, *unknown)
    return Result(
        f"{len(missing)} to come, from {listed(tuple(map(masked, sites)))}" if sites else "",
        wrong,
        others,
    )


def _sites(sources: PackageSources, names: tuple[str, ...]) -> tuple[str, ...]:
    """Where the packages are, each place once, with a slash at its end."""
    found = (sources.candidates[name].sites for name in names if name in sources.candidates)
    return tuple(dict.fromkeys(f"{site.rstrip('/')}/" for sites in found for site in sites))


def _unknown(host: Host, sources: PackageSources, names: tuple[str, ...]) -> Iterator[str]:
    unknown = [name for name in names if name not in sources.candidates]
    if unknown:
        more = len(unknown) - _TOLD
        named = [*unknown[:_TOLD], *([f"{more} more"] if more > 0 else [])]
        yield (
            f"apt on {host.name} knows no {listed(named)}: `apt-get update` and `apt-cache policy "
            f"{unknown[0]}` there show which of the distribution's sources is missing."
        )


STEP = looking(
    "packages-found",
    "Packages to come are found, and their sources are reached",
    (host_status.PROBE, package_sources.PROBE, packages.PROBE, source_reach.PROBE),
    inspect,
)
