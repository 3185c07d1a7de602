"""Nodes: every host that the site file, Nova, Neutron or Cinder knows, in one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from actions.checks._support import reachability, vips
from actions.checks._support.host_aliases import Names
from actions.checks._support.wording import listed
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.balancing import balancers
from actions.facts.cinder import volume_services
from actions.facts.hosts import host_status, units
from actions.facts.hosts.host_status import HostStatus
from actions.facts.hosts.units import Unit
from actions.facts.neutron import network_agents
from actions.facts.neutron.network_agents import Agent
from actions.facts.nova import compute_services, hypervisors
from actions.facts.nova.compute_services import Service
from actions.facts.nova.hypervisors import Hypervisor
from actions.model import entity
from actions.model.fact import Reading, Snapshot
from actions.model.site import Host
from screens._shared.worst import Worst
from tui.values import samples, wording
from tui.values.ages import AGE, seen
from tui.values.cell import Cell, Column, Row, Tone, severity_cell
from tui.values.headline import headline
from tui.values.pane import Pane, Section, View, fact
from tui.values.sanitize import plain

COLUMNS = (
    Column(""),
    Column("Host", most=30, least=16, name=True),
    Column("Roles", most=36, least=8, drop=6),
    Column("SSH"),
    Column("Load", right=True),
    Column("Mem", right=True, drop=1),
    Column("Disk", right=True),
    Column("Clock", right=True, drop=4),
    Column("Fail", right=True),
    Column("Nova"),
    Column("Agents", drop=2),
    Column("VMs", right=True, drop=3),
    Column("Lists", drop=5),
    Column("Load, 15 minutes", drop=8, least=16, most=60, bars=True),
    Column("What is wrong", drop=7, least=40, grow=True),
    AGE,
)

_ROLES = {
    "controller": "ctl", "compute": "cmp", "network": "net",
    "storage": "sto", "database": "db", "messaging": "mq",
}  # fmt: skip


@dataclass
class Node:
    """One host under all its names, with what each source says of it."""

    name: str
    host: Host | None = None
    reading: Reading[HostStatus] = field(default_factory=Reading)
    units: Sequence[Unit] = ()
    services: list[Service] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    volumes: list[Service] = field(default_factory=list)
    hypervisors: list[Hypervisor] = field(default_factory=list)

    @property
    def status(self) -> HostStatus | None:
        """What it last said over SSH."""
        return self.reading.fact

    @property
    def known(self) -> dict[str, bool]:
        """Which source knows it."""
        return {
            "site": self.host is not None,
            "nova": bool(self.services or self.hypervisors),
            "neutron": bool(self.agents),
            "cinder": bool(self.volumes),
        }

    @property
    def missing(self) -> str:
        """The source that should know it and does not."""
        if self.host is None:
            return "not in the site file"
        if "compute" in self.host.roles and not self.known["nova"]:
            return "not in nova"
        if "network" in self.host.roles and not self.known["neutron"]:
            return "not in neutron"
        if "storage" in self.host.roles and not self.known["cinder"]:
            return "not in cinder"
        return ""


def nodes(snapshot: Snapshot, names: Names) -> dict[str, Node]:
    """All hosts by one name each: those of the site file first, in its order."""
    found = {host.name: Node(host.name, host) for host in snapshot.site.hosts}

    def node(name: str) -> Node:
        same = names.same(name)
        return found.setdefault(same, Node(same))

    for host in snapshot.site.hosts:
        found[host.name].reading = snapshot.reading(host_status.PROBE, host.name)
        found[host.name].units = tuple((snapshot.get(units.PROBE, host.name) or {}).values())
    for service in snapshot.get(compute_services.PROBE) or ():
        node(service.host).services.append(service)
    for hypervisor in snapshot.get(hypervisors.PROBE) or ():
        node(hypervisor.host).hypervisors.append(hypervisor)
    for agent in snapshot.get(network_agents.PROBE) or ():
        if agent.chassis_deleted:
            continue  # it belongs to no host
        node(agent.host).agents.append(agent)
    for volume in snapshot.get(volume_services.PROBE) or ():
        node(volume.host).volumes.append(volume)
    return found


def rows(view: View) -> list[Row]:
    """One row a host."""
    names = reachability.host_names(view.snapshot)
    worst = Worst(view, names)
    return [_row(view, node, worst) for node in nodes(view.snapshot, names).values()]


def _row(view: View, node: Node, worst: Worst) -> Row:
    status = node.status
    site = node.host is not None
    about = entity.host(node.name)
    says = worst.says(node.name, about) or (plain(_known(node)) if node.missing else "")
    return Row(
        node.name,
        (
            severity_cell(worst.of(node.name, about)),
            Cell(plain(node.name), "strong"),
            _roles(node),
            _ssh(node),
            *(_vitals(status) if status else (Cell(""),) * 3),
            _clock(node),
            _failed(node),
            _hypervisor(node),
            _agents(node),
            _instances(node),
            _letters(node),
            Cell(_history(view, node), "dim"),
            Cell(headline(says, plain(node.name)), "dim"),
            seen(view, (host_status.PROBE, node.name), (units.PROBE, node.name)) if site else Cell(),
        ),
        host=node.host.name if node.host else "",
        offers=worst.mend(node.name, about),
        says=says,
        entity=about,
    )


def _roles(node: Node) -> Cell:
    roles = node.host.roles if node.host else frozenset()
    return Cell(" ".join(short for role, short in _ROLES.items() if role in roles), "dim")


def _ssh(node: Node) -> Cell:
    if node.host is None:
        return Cell("")
    if node.reading.error:
        return Cell("not asked" if node.reading.unasked else "silent", "critical", 1)
    return Cell("ok", "good", 2) if node.status else Cell("…", "dim", 0)


def _graded(text: str, value: float, warning: float, critical: float) -> Cell:
    tone: Tone = "critical" if value >= critical else "warning" if value >= warning else ""
    return Cell(text, tone, value)


def _vitals(status: HostStatus) -> tuple[Cell, Cell, Cell]:
    """Load, memory, fullest file system."""
    per_cpu = status.load[0] / max(1, status.cpus)
    memory = 100 * (status.memory - status.memory_free) / max(1, status.memory)
    disk = max((system.percent for system in status.file_systems), default=0)
    return (
        _graded(f"{status.load[0]:.1f}", per_cpu, 1.5, 4),
        _graded(f"{memory:.0f}%", memory, 90, 97),
        _graded(f"{disk}%", disk, 90, 97),
    )


def _clock(node: Node) -> Cell:
    """Its offset from this machine's clock; the answer was on its way for half of the time it took."""
    if node.status is None or node.reading.error:
        return Cell("")
    offset = node.status.clock - (node.reading.at - node.reading.took / 2)
    shown = f"{offset:+.1f} s" if abs(offset) >= 0.05 else "0.0 s"
    return Cell(shown, "warning" if abs(offset) > 2 else "", offset)


def _failed(node: Node) -> Cell:
    failed = sum(unit.failed for unit in node.units)
    if not node.units:
        return Cell("")
    return Cell(str(failed), "critical" if failed else "", failed)


def _hypervisor(node: Node) -> Cell:
    computes = [s for s in node.services if s.binary == NOVA_COMPUTE]
    if not computes:
        return Cell("")
    service = computes[0]
    if service.state == "up" and service.status == "disabled":
        return Cell("disabled", "warning")
    return Cell(service.state, "good" if service.state == "up" else "critical")


def _agents(node: Node) -> Cell:
    if not node.agents:
        return Cell("")
    alive = sum(agent.alive for agent in node.agents)
    return Cell(f"{alive}/{len(node.agents)}", "" if alive == len(node.agents) else "critical", alive)


def _instances(node: Node) -> Cell:
    counts = [h.instances for h in node.hypervisors if h.instances is not None]
    return Cell(str(sum(counts)), order=sum(counts)) if counts else Cell("")


def _letters(node: Node) -> Cell:
    """S N A C: in the site file, in Nova, an agent in Neutron, in Cinder."""
    letters = "".join(
        letter if known else "·" for letter, known in zip("SNAC", node.known.values(), strict=True)
    )
    return Cell(letters, "warning" if node.missing else "dim", order=-len(node.missing))


def _known(node: Node) -> str:
    sources = [source for source, knows in node.known.items() if knows]
    return f"{node.name} is known to {', '.join(sources)}" + (
        f", but is {node.missing}." if node.missing else "."
    )


def _history(view: View, node: Node) -> str:
    series = view.snapshot.history.get(samples.load(node.name), ())
    return wording.spark(series, top=1.0)


def detail(view: View, key: str) -> tuple[Section, ...]:
    """All that is known of one host."""
    names = reachability.host_names(view.snapshot)
    node = nodes(view.snapshot, names).get(key)
    return tuple(_sections(view, node, Worst(view, names))) if node else ()


def _sections(view: View, node: Node, worst: Worst) -> Iterator[Section]:
    yield Section("Host", tuple(_host_facts(node)))
    yield from worst.section(node.name, entity.host(node.name))
    if node.status is not None:
        yield Section("Health", tuple(_status_facts(view, node, node.status)))
    failed = [unit for unit in node.units if unit.failed]
    if failed:
        yield Section(
            "Failed units",
            tuple(
                (Cell(plain(u.name), "critical"), Cell(plain(f"{u.sub} ({u.result})"))) for u in failed
            ),
        )
    if node.services or node.volumes:
        lines = tuple(_service_line(view, service) for service in (*node.services, *node.volumes))
        yield Section("Services", lines, head=("service", "state", "heartbeat", "note"))
    if node.agents:
        lines = tuple(_agent_line(view, agent) for agent in node.agents)
        yield Section("Network agents", lines, head=("agent", "state", "heartbeat", "note"))
    for hypervisor in node.hypervisors:
        yield Section("Hypervisor", tuple(_hypervisor_facts(hypervisor)))


def _host_facts(node: Node) -> Iterator[tuple[Cell, ...]]:
    yield fact("known", Cell(plain(_known(node)), "warning" if node.missing else ""))
    if node.host is not None:
        yield fact("roles", ", ".join(sorted(node.host.roles)) or "none")
        yield fact("address", plain(node.host.address or node.host.name))
    if node.reading.error:
        yield fact("SSH", Cell(plain(node.reading.error), "critical"))


def _status_facts(view: View, node: Node, status: HostStatus) -> Iterator[tuple[Cell, ...]]:
    yield fact("hostname", plain(status.hostname))
    yield fact("system", plain(status.os))
    yield fact("addresses", plain(" ".join(status.addresses)))
    for address, hosts in vips.keepers(view.snapshot).items():
        if node.name in hosts:
            now = vips.holders(view.snapshot, address)
            yield fact("shared", plain(f"{address}, {listed(now) or 'no host'} has it"))
    yield fact("up for", wording.age(status.uptime))
    yield fact(
        "load", " ".join(f"{load:.2f}" for load in status.load) + f" on {status.cpus} processors"
    )
    yield fact("memory", f"{wording.size(status.memory_free)} free of {wording.size(status.memory)}")
    for system in status.file_systems:
        used = (
            f"{system.percent}% used, {wording.size(system.free)} free of {wording.size(system.size)}"
        )
        yield fact(plain(system.mount), Cell(used, "warning" if system.percent > 90 else ""))
    yield fact("seen", f"{wording.age(view.now - node.reading.at)} ago")


def _service_line(view: View, service: Service) -> tuple[Cell, ...]:
    state = Cell(service.state, "good" if service.state == "up" else "critical")
    note = f"{service.status}: {service.reason}" if service.reason else service.status
    return Cell(plain(service.binary)), state, _beat(view, service.heartbeat), Cell(plain(note))


def _agent_line(view: View, agent: Agent) -> tuple[Cell, ...]:
    state = Cell("alive", "good") if agent.alive else Cell("dead", "critical")
    note = "" if agent.admin_up else f"admin down {agent.reason}"
    return Cell(plain(agent.type)), state, _beat(view, agent.heartbeat), Cell(plain(note))


def _beat(view: View, heartbeat: float | None) -> Cell:
    return Cell(f"{wording.age(view.now - heartbeat)} ago" if heartbeat else "never")


def _hypervisor_facts(hypervisor: Hypervisor) -> Iterator[tuple[Cell, ...]]:
    yield fact("name", plain(hypervisor.name))
    yield fact("type", plain(hypervisor.type))
    yield fact("address", plain(hypervisor.address))
    if hypervisor.vcpus is not None:
        yield fact("vcpus", f"{hypervisor.vcpus_used or 0} of {hypervisor.vcpus} used")
    if hypervisor.memory is not None:
        yield fact("memory", f"{hypervisor.memory_used or 0:,} of {hypervisor.memory:,} MiB used")
    if hypervisor.instances is not None:
        yield fact("instances", str(hypervisor.instances))


PANE = Pane(
    name="nodes",
    title="Nodes",
    key="2",
    needs=(
        balancers.PROBE,
        compute_services.PROBE,
        host_status.PROBE,
        hypervisors.PROBE,
        network_agents.PROBE,
        units.PROBE,
        volume_services.PROBE,
    ),
    columns=COLUMNS,
    rows=rows,
    detail=detail,
    about=(
        "Every host that the site file, Nova, Neutron or Cinder knows. Load is over one minute, "
        "Disk the fullest file system, Clock the offset from this machine, Fail the failed units."
        " In: S the site file, N Nova, A an agent of Neutron, C Cinder. ! opens a shell there."
    ),
    empty=lambda _: "No host is known: the site file has none, and no API has answered yet.",
)
