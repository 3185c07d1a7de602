"""Every deployment, sorted by name: a new one is a file beside this one and a line here.

A probe asks each host once for what any of them would have there, and says what it found. Checks and
repairs go by what was found.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any, TypeVar

from actions.deployments.charms import CHARMS
from actions.deployments.debian import DEBIAN
from actions.deployments.debian_13 import DEBIAN_13
from actions.deployments.deployment import Deployment, Tool
from actions.deployments.devstack import DEVSTACK
from actions.deployments.kolla import KOLLA, KOLLA_PODMAN
from actions.deployments.openstack_ansible import OPENSTACK_ANSIBLE
from actions.deployments.rdo import RDO
from actions.deployments.rhoso import RHOSO
from actions.deployments.service_types import API_OF
from actions.deployments.services import project
from actions.deployments.sunbeam import SUNBEAM
from actions.deployments.tripleo import TRIPLEO
from actions.deployments.ubuntu import UBUNTU

DEPLOYMENTS: tuple[Deployment, ...] = (
    DEBIAN_13,
    DEBIAN,
    DEVSTACK,
    RHOSO,
    RDO,
    SUNBEAM,
    TRIPLEO,
    UBUNTU,
    CHARMS,
    KOLLA,
    KOLLA_PODMAN,
    OPENSTACK_ANSIBLE,
)


F = TypeVar("F", bound=Callable[..., Any])


def _remembered(function: F) -> F:
    """Look each up once: a report asks for the same units and files hundreds of times."""
    known: dict[tuple[str, ...], Any] = {}
    read: list[tuple[Deployment, ...]] = []

    @wraps(function)
    def looked_up(*words: str) -> Any:
        if not read or read[0] is not DEPLOYMENTS:
            read[:] = [DEPLOYMENTS]
            known.clear()
        if words not in known:
            known[words] = function(*words)
        return known[words]

    return looked_up  # type: ignore[return-value]


def _each(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in several for one in some))


CONFIGURATIONS = _each((*d.defaults.values(), *_each(d.configurations.values())) for d in DEPLOYMENTS)
"""Every configuration of a service, and what comes with a package."""
SMALL_FILES = _each(d.small_files() for d in DEPLOYMENTS)
"""Every other file that the chapters write."""
UNIT_PATTERNS = _each(d.unit_patterns for d in DEPLOYMENTS)
OURS = (*UNIT_PATTERNS, *_each((f"{d.engine}:*",) for d in DEPLOYMENTS if d.engine))
"""The same, and containers that no unit runs."""
CONTAINER_PATTERNS = _each(d.unit_patterns for d in DEPLOYMENTS if d.containers)
"""Units that run containers."""
UNIT_NAMES = _each(
    units for d in DEPLOYMENTS if d.enables_all for s in d.configurations for units in [d.units_of(s)]
)
"""Units of those deployments whose services are known by name, running or not."""
RECOGNISED = sorted(DEPLOYMENTS, key=lambda d: -d.rank)
"""All of them, those that lie upon another first."""
MARKED_PATHS = _each(mark.paths for d in RECOGNISED for mark in d.marks)
MARKED_UNITS = _each(mark.units for d in RECOGNISED for mark in d.marks)
_PYTHONS = (*_each((d.python,) for d in RECOGNISED if d.python != DEBIAN.python), DEBIAN.python)
"""How the services' own Python may be run on a host: the first that is there is theirs."""
KEY_FOLDERS = _each(d.keystone_keys.values() for d in DEPLOYMENTS)
API_PORTS: Mapping[int, str] = {
    port: unit
    for part in DEBIAN.parts.values()
    for unit, ports in part.units.items()
    for port in ports
    if unit in API_OF
}
"""The service that answers on each port of an API, as the projects' guides have them."""
PACKAGE_NAMES = tuple(sorted(_each(p.packages for d in DEPLOYMENTS for p in d.parts.values())))


@_remembered
def confs(*services: str) -> tuple[str, ...]:
    """Where the configuration of any of the services may be."""
    return _each((d.conf(s),) for s in services for d in DEPLOYMENTS if s in d.configurations)


@_remembered
def files_of(service: str) -> tuple[tuple[str, ...], ...]:
    """All files that a service reads, in its order, by each deployment's way."""
    return tuple(dict.fromkeys(d.configurations.get(service, ()) for d in DEPLOYMENTS))


@_remembered
def confs_of(name: str) -> tuple[str, ...]:
    """Every file that services of a project read."""
    found = (d.configurations.items() for d in DEPLOYMENTS)
    return _each(files for some in found for service, files in some if project(service) == name)


@_remembered
def units_of(*services: str) -> tuple[str, ...]:
    """The units that may run any of the services, the packages' own first."""
    return _each(d.units_of(s) for s in services for d in DEPLOYMENTS)


@_remembered
def units_by_deployment(service: str) -> tuple[tuple[str, ...], ...]:
    """The same, of each deployment its own: one of them is enough to run it."""
    return tuple(dict.fromkeys(filter(None, (d.units_of(service) for d in DEPLOYMENTS))))


@_remembered
def service_of(unit: str) -> str:
    """The service that a unit of that name runs, whoever named it; the name itself, if nobody did."""
    told = (d.service_of(unit) for d in DEPLOYMENTS)
    return next((one for one in told if one not in ("", unit)), unit)  # a unit's own name tells little


def container_of(unit: str) -> str:
    """The container that a unit of that name runs; empty: it runs none."""
    return next(filter(None, (d.container_of(unit) for d in DEPLOYMENTS)), "")


def log_files(unit: str) -> tuple[str, ...]:
    """Where a unit of that name may log beside the journal."""
    return _each(d.log_files(unit) for d in DEPLOYMENTS)


def enabled_is_wanted(unit: str) -> bool:
    """Whether a unit of that name is enabled only where somebody wants it to run."""
    own = [d for d in DEPLOYMENTS if any(fnmatchcase(unit, p) for p in d.unit_patterns)]
    return bool(own) and not any(d.enables_all for d in own)


@_remembered
def readers(path: str) -> tuple[str, ...]:
    """Patterns of the units that may read a file."""
    found = (d.readers.items() for d in DEPLOYMENTS)
    return _each(names for some in found for folder, names in some if path.startswith(folder))


def state(part: str) -> tuple[str, ...]:
    """Where a part may keep its data."""
    return _each((d.state[part],) for d in DEPLOYMENTS if part in d.state)


def migrations() -> tuple[str, ...]:
    """Where the programs' migrations may lie."""
    return _each((d.migrations,) for d in DEPLOYMENTS if d.migrations)


def in_python(program: str, words: Iterable[str]) -> str:
    """A line that runs a program in the services' own Python on a host; it prints, and ends with 0."""
    tries = " || ".join(f'{python} -c "$p" "$@" 2>/dev/null' for python in _PYTHONS[:-1])
    given = " ".join(map(shlex.quote, words))
    return f'p={shlex.quote(program)}; set -- {given}; {tries} || {_PYTHONS[-1]} -c "$p" "$@"'


@_remembered
def whose(path: str) -> Deployment:
    """The deployment that keeps a configuration there; the first, where several are alike in it."""
    return next(d for d in DEPLOYMENTS if any(path in files for files in d.configurations.values()))


def usual_tool(part: str) -> Tool:
    """A tool where it is not known, or does not matter, on which host it would be run."""
    return DEBIAN.tools[part]


def usual_state(part: str) -> str:
    """The same of the folder in which a part keeps its data."""
    return DEBIAN.state[part]


def defaults(path: str) -> tuple[str, ...]:
    """Files whose keys hold where the one at that path has them not."""
    return _each((d.defaults[path],) for d in DEPLOYMENTS if path in d.defaults)
