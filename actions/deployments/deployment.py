"""How OpenStack lies on a host: where its files are, what runs its services, how its tools are run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from actions.deployments.services import project
from actions.model.command import Shell

ENGINES = ("podman", "docker")
"""What runs containers, as it is called there; podman may answer to the other's name, too."""


@dataclass(frozen=True)
class Tool:
    """A program that a service brings for its administrators."""

    line: str
    """What stands before its arguments; in a finding, how an operator would call it."""
    user: str = "root"
    """Whose it must run as: as root, nova-manage would leave a log that nova cannot write."""

    def on(self, host: str, arguments: str, timeout: float = 300.0) -> Shell:
        """One call; the arguments hold no secret, for argv is seen in `ps`."""
        return Shell(host, f"{self.line} {arguments}", user=self.user, timeout=timeout)


@dataclass(frozen=True)
class Mark:
    """What tells a deployer on a host: all that it names must be there, and any one of each kind."""

    paths: tuple[str, ...] = ()
    """Patterns of the shell's, of files and folders."""
    units: tuple[str, ...] = ()
    """Patterns of systemd's units, without `.service`."""
    systems: tuple[str, ...] = ()
    """ID of /etc/os-release, and VERSION_ID where it is of one version alone."""
    engine: str = ""
    """The engine that has the containers."""


@dataclass(frozen=True)
class Part:
    """One part of a cloud, as it is installed."""

    packages: tuple[str, ...]
    units: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """systemd's units, without `.service`, and the TCP ports on which each listens."""
    preseed: tuple[str, ...] = ()
    """Answers for debconf; {address}, {controller} and {region} are filled in."""
    uwsgi: tuple[str, ...] = ()
    """uWSGI's files, where the package runs its API under it."""
    settings: str = ""
    """The one other file that the chapters write for it."""
    held: tuple[str, ...] = ()
    """Units that are masked until they are configured.

    With the package's defaults they loop, and Debian's nova-compute holds its own installation up for
    90 s, waiting for a broker. Not keystone: its postinst fails where its unit is masked.
    """
    hasty: tuple[str, ...] = ()
    """Units that loop so and cannot be masked: stopped as soon as their packages are there."""

    target_helper: str = ""
    """What cinder calls the program that serves its volumes over iSCSI."""


@dataclass(frozen=True)
class Deployment:
    """What one deployer makes of a host; services are those of `services`, parts those of `parts`."""

    name: str
    unit_patterns: tuple[str, ...]
    """Units of OpenStack and of what it needs, as `systemctl show` takes them, without `.service`."""
    unit_forms: tuple[str, ...] = ()
    """How the unit of a {service} is called; {container} is the service with _ for each dash."""
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The units of a service that none of the forms gives; any one of them runs it."""
    enables_all: bool = False
    """Installing enables every unit: an enabled one need not be wanted until it is configured."""
    containers: bool = False
    """Its units run containers, which their engines know by the name that is in the unit's."""
    configurations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The files that a service reads, by the service: its project's first, its own last."""
    named: frozenset[str] = frozenset()
    """Services that are started with --config-file: to them, a file counts before its folder."""
    tools: Mapping[str, Tool] = field(default_factory=dict)
    """By the part that brings it."""
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Patterns of the units that read the files below a folder, by the folder."""
    state: Mapping[str, str] = field(default_factory=dict)
    """The folder where a part keeps its data."""
    keystone_keys: Mapping[str, str] = field(default_factory=dict)
    """Where keystone's keys are, by the command of its tool that makes them."""
    keys_by_hand: str = ""
    """How keystone's keys get where they are missing, if their folder is a container's own."""
    balancer_socket: str = ""
    """Where HAProxy answers for itself."""
    vip_conf: str = ""
    """Keepalived's configuration, which names the addresses that wander; it holds a password, too."""
    logs: Mapping[str, str] = field(default_factory=dict)
    """Where a part logs, if it is not to the journal."""
    log_forms: tuple[str, ...] = ()
    """Where a {service} of a {project} logs beside the journal, as a pattern of the shell's."""
    own_logs: Mapping[str, str] = field(default_factory=dict)
    """The same of services that none of the forms gives."""
    unit_logs: Mapping[str, str] = field(default_factory=dict)
    """The same of units that run several services, by the unit."""
    to_journal: frozenset[str] = frozenset()
    """Those of them that log there only where somebody has told them to."""
    migrations: str = ""
    """The folder below which the programs lie, with the migrations of their schemas."""
    releases: tuple[str, ...] = ()
    """How PRETTY_NAME of /etc/os-release begins, where stackmend installs it."""
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What the chapters install, by the part."""
    mechanism: str = ""
    """What plugs ports where the site file does not say, as Neutron calls it."""
    lacks: Mapping[str, str] = field(default_factory=dict)
    """Why a part cannot be installed there: a sentence."""
    marks: tuple[Mark, ...] = ()
    """Any of them tells it."""
    rank: int = 0
    """The higher, the earlier it is asked for: it lies upon what others bring."""
    engine: str = ""
    """What runs its containers: docker, podman."""
    python: str = "python3"
    """How the services' own Python is run: it sees the files that they see, and their libraries."""
    service_tools: Mapping[str, Tool] = field(default_factory=dict)
    """A tool as it is run beside a service whose configuration is another, by the service."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """A file whose keys hold where another, by its path, has them not."""
    cell_sync: str = "db sync"
    """What nova's tool does to a cell's tables, beside the conductor's configuration."""
    deployer: str = ""
    """What writes the configurations anew, as an operator calls it; empty: nobody does."""
    variables: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Where the deployer takes a key from, by section and key; {project} is filled in."""
    elsewhere: str = ""
    """The same of every other key."""
    absent: str = ""
    """Where a service's configuration is, if it is not on the host."""
    managed: str = ""
    """Why nothing is changed here, and with what instead; empty: it may be."""

    def tool(self, part: str, service: str = "") -> Tool | None:
        """How a part's tool is run beside a service; None: nobody knows."""
        return self.service_tools.get(service) or self.tools.get(part)

    def overwritten(self, path: str, keys: Iterable[tuple[str, str]] = ()) -> str:
        """What becomes of a change in a file, and where to make it last; empty: it stays."""
        if not self.deployer or not any(path in files for files in self.configurations.values()):
            return ""
        name = next(project(s) for s, files in self.configurations.items() if path in files)
        found = {self.variables.get(key, "").format(project=name) for key in keys} - {""}
        where = " and ".join(sorted(found)) or self.elsewhere.format(project=name)
        return f"{self.deployer} writes {path} anew: set {where} to the same, or it is undone then."

    def conf(self, service: str) -> str:
        """The configuration of a service: in some deployments each service has one of its own."""
        return self.configurations[service][0]

    def own_conf(self, service: str) -> str:
        """The file that only this service reads; `conf` itself, where there is none."""
        return self.configurations[service][-1]

    def lock_path(self, part: str) -> str:
        """A folder for a part's locks that is still there after a reboot."""
        return f"{self.state[part]}/tmp"  # noqa: S108 (below the part's own)

    def units_of(self, service: str) -> tuple[str, ...]:
        """The units that may run a service, without `.service`; none: their names are unknown."""
        container = service.replace("-", "_")
        forms = (form.format(service=service, container=container) for form in self.unit_forms)
        return self.units.get(service) or tuple(forms)

    @cached_property
    def _services(self) -> Mapping[str, tuple[str, ...]]:
        """The services that each unit may run."""
        found: dict[str, tuple[str, ...]] = {}
        for service in {**self.units, **self.configurations}:
            for unit in self.units_of(service):
                found[unit] = (*found.get(unit, ()), service)
        return found

    def service_of(self, unit: str) -> str:
        """The service that a unit of this deployment runs; empty: it is none of its units."""
        patterns = (*self.unit_patterns, f"{self.engine}:*" if self.engine else "")
        if not any(fnmatchcase(unit, pattern) for pattern in patterns):
            return ""
        runs = self._services.get(unit, ())
        if len(runs) == 1:
            return runs[0]
        named = next(filter(None, (_filled(form, unit) for form in self.unit_forms)), "")
        alike = len({project(service) for service in runs}) == 1  # one unit that runs several of nova's
        return runs[0] if alike and named not in runs else named

    def log_files(self, unit: str) -> tuple[str, ...]:
        """Where a unit of this deployment may log beside the journal."""
        if unit in self.unit_logs:
            return (self.unit_logs[unit],)
        service = self.service_of(unit)
        if not service or service in self.own_logs:
            return (self.own_logs[service],) if service else ()
        forms = (form.format(project=project(service), service=service) for form in self.log_forms)
        return tuple(dict.fromkeys(forms))

    def log_file(self, unit: str) -> str:
        """Where what a unit runs logs instead of to its output; empty: nowhere, or nobody knows."""
        service = self.service_of(unit)
        known = service in self.own_logs or service in self.configurations
        files = " ".join(self.log_files(unit)).split() if known else []
        return files[0] if files and service not in self.to_journal else ""

    def container_of(self, unit: str) -> str:
        """The container that a unit runs; empty: none."""
        if not self.containers:
            return ""
        forms = (form.replace("{container}", "{}") for form in self.unit_forms if "{container}" in form)
        return next(filter(None, (_filled(form, unit) for form in forms)), "")

    def installs_on(self, system: str) -> bool:
        """Whether stackmend installs it on a system, by what that calls itself."""
        return system.startswith(self.releases)

    def small_files(self) -> Iterator[str]:
        """Files beside the configurations that the chapters write."""
        for part in self.parts.values():
            yield from part.uwsgi
            if part.settings:
                yield part.settings


def python_within(engine: str) -> str:
    """The Python of a service that runs in a container: all deployers call those alike."""
    name = "^(keystone|(glance|nova|placement)_api|nova_(compute|conductor))$"
    return f"{engine} exec $({engine} ps -q -f 'name={name}' | head -n 1) python3"


def _filled(form: str, unit: str) -> str:
    """The service that a form was filled with; empty: the unit is not of that form."""
    start, _, rest = form.partition("{")
    word, _, end = rest.partition("}")
    if not (unit.startswith(start) and unit.endswith(end)):
        return ""
    inner = unit[len(start) : len(unit) - len(end)]
    return inner.replace("_", "-") if word == "container" else inner
