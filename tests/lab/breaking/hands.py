"""What a person does by hand on the lab's hosts: acts, for `Break.make` and `Break.take_back`."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable

from actions.deployments.deployment import Deployment

from ..cloud import Cloud
from .model import Act, Confirm

_TRIES = 30


def on(host: str, script: str) -> Act:
    """Run a script as root on a host; it has to succeed."""

    def act(cloud: Cloud) -> None:
        done = cloud.on(host, cloud.place.words(script))
        assert done.returncode == 0, f"{host}: {script}: {done.stdout}{done.stderr}"

    return act


def all_of(*acts: Act) -> Act:
    """One after another."""

    def act(cloud: Cloud) -> None:
        for one in acts:
            one(cloud)

    return act


def _units(host: str, units: tuple[str, ...], script: str) -> Act:
    """Run a script with {units}, as they are called there."""

    def act(cloud: Cloud) -> None:
        names = " ".join(map(cloud.place.unit, units))
        on(host, script.format(units=names))(cloud)

    return act


def stop(host: str, *units: str) -> Act:
    """Stop units, as a person does who goes away then."""
    return _units(host, units, "systemctl stop {units}")


def start(host: str, *units: str) -> Act:
    """Start units, and forget that they have failed."""
    return _units(host, units, "systemctl reset-failed {units} 2>/dev/null; systemctl start {units}")


def restart(host: str, *units: str) -> Act:
    """Restart units, and wait for none: one that cannot start would be waited for."""
    return _units(
        host,
        units,
        "systemctl reset-failed {units} 2>/dev/null; systemctl --no-block restart {units}",
    )


def _signal(host: str, unit: str, name: str) -> Act:
    """Send a signal to all processes of a unit, or of its container: its unit has not got these."""

    def act(cloud: Cloud) -> None:
        there = cloud.place.deployment
        box = there.container_of(cloud.place.unit(unit))
        first = f"$({there.engine} inspect -f '{{{{.State.Pid}}}}' {box})"
        line = f"pkill -{name} --ns {first} --nslist pid"
        on(host, line if box else f"systemctl kill --signal=SIG{name} {cloud.place.unit(unit)}")(cloud)

    return act


def freeze(host: str, unit: str) -> Act:
    """Stop the unit's processes where they stand: they keep their sockets, and answer nothing."""
    return _signal(host, unit, "STOP")


def thaw(host: str, unit: str) -> Act:
    """Let them go on."""
    return all_of(_signal(host, unit, "CONT"), _units(host, (unit,), "systemctl start {units}"))


def sql(statements: str) -> Act:
    """Run statements as the database's root. {name} stands for the site's secret of that name."""

    def act(cloud: Cloud) -> None:
        cloud.sql(cloud.filled(statements))

    return act


def local_nova(grant: str) -> str:
    """What a statement says of nova's account of the server's own host, which not every cloud has."""
    return (
        "SELECT COUNT(*) INTO @there FROM mysql.user WHERE User = '{nova_db_user}' "
        "AND Host = 'localhost'; EXECUTE IMMEDIATE IF(@there, "
        f"\"{grant} '{{nova_db_user}}'@'localhost'\", 'DO 0'); FLUSH PRIVILEGES;"
    )


def openstack(words: str, told: str = "") -> Act:
    """Run OpenStack's own client as the administrator."""

    def act(cloud: Cloud) -> None:
        cloud.openstack(cloud.filled(words), told=told)

    return act


def answered(words: str) -> Act:
    """Wait until that client is: what was started anew may not listen yet."""

    def act(cloud: Cloud) -> None:
        for _ in range(_TRIES):
            if cloud.openstack_text(f"{words} -f value", check=False):
                return
            time.sleep(2)
        raise AssertionError(f"openstack {words} is not answered")

    return act


def nova_manage(words: str) -> Act:
    """Run nova's own tool; it has to succeed."""

    def act(cloud: Cloud) -> None:
        done = cloud.nova_manage(words)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    return act


def rabbitmqctl(words: str) -> Act:
    """Run RabbitMQ's own tool; it has to succeed."""

    def act(cloud: Cloud) -> None:
        done = cloud.rabbitmqctl(cloud.filled(words))
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    return act


def instance_runs(cloud: Cloud) -> None:
    """As the installation left it: where its host has booted since, it is off."""
    for server in cloud.openstack("server list --status SHUTOFF"):
        cloud.openstack(f"server start {server['ID']}", told="")
    for _ in range(60):  # it is active when its port is up
        if cloud.openstack("server list --status ACTIVE"):
            return
        time.sleep(2)
    raise AssertionError("no instance runs")


File = Callable[[Deployment], str]
"""Where a deployment keeps a file."""


def conf(service: str) -> File:
    """The configuration of a service."""
    return lambda deployment: deployment.conf(service)


def in_file(host: str, file: File, script: str) -> Act:
    """Run a script with {file}."""

    def act(cloud: Cloud) -> None:
        on(host, script.replace("{file}", file(cloud.place.deployment)))(cloud)

    return act


def option(host: str, file: File, section: str, key: str, value: str) -> Act:
    """Set an option of a configuration; how the file was is kept beside it."""
    text = shlex.quote(f"/^\\[{section}\\]/a {key} = {value}")
    drop = shlex.quote(f"/^\\[{section}\\]/,/^\\[[^{section[0]}]/{{/^{key} *=/d}}")
    return in_file(
        host,
        file,
        f"cp -a {{file}} {{file}}.well && sed -i -e {drop} {{file}} && sed -i -e {text} {{file}}",
    )


def as_it_was(host: str, file: File) -> Act:
    """Put a changed file back, if that was not done yet."""
    return in_file(host, file, "if [ -e {file}.well ]; then mv {file}.well {file}; fi")


def remember(name: str, question: str) -> Act:
    """Keep the answer of a question of SQL in a file of the controller, for `sql_with`."""

    def act(cloud: Cloud) -> None:
        was = cloud.sql(cloud.place.words(question))
        assert was.strip(), f"nothing answers {question}"
        cloud.on("controller", f"cat >/root/{name}.well", was)

    return act


def sql_with(name: str, statements: str) -> Act:
    """Run statements in which @was is what was remembered under that name."""

    def act(cloud: Cloud) -> None:
        was = cloud.on("controller", f"cat /root/{name}.well").stdout.strip()
        assert was, f"nothing was remembered as {name}"
        cloud.sql(cloud.place.words(f"SET @was = '{was}'; {statements}"))

    return act


SERVICES_UP = Confirm(
    "openstack compute service list -f value -c Binary -c State",
    r"(?s)\A(?!.*down).*nova-compute",
)
AGENTS_UP = Confirm(
    "openstack network agent list -f value -c Binary -c Alive",
    r"(?s)\A(?!.*False).*neutron-\S+-agent",
)
AGENTS_ALIVE = Confirm(
    "openstack network agent list -f value -c Binary -c Alive",
    r"(?s)\A(?!.*False).*ovn-controller",
)
"""Of OVN's, which has no agent for DHCP or routers."""
OVN_UP = Confirm(
    "ovn-sbctl --bare --columns=hostname list Chassis; "
    "for up in $(ovn-sbctl --bare --columns=up find Port_Binding 'type=\"\"'); do echo up=$up; done",
    r"(?s)\A(?!.*up=false).*compute1.*up=true",
)
"""The southbound database has the compute host's chassis, and its ports are up."""
GATEWAY_TAKEN = Confirm(
    "ovn-sbctl get chassis "
    "$(ovn-sbctl --bare --columns=chassis find port_binding type=chassisredirect) hostname",
    "^controller$",
)
NORTHD_ACTIVE = Confirm("ovn-appctl -t ovn-northd status", "^Status: active")


def external_id(host: str, key: str, value: str) -> Act:
    """Set what OVN reads of a host's Open vSwitch, or take it away; what it was is kept beside."""
    own = f"external-ids:{key}"
    now = f"ovs-vsctl --if-exists get open_vswitch . {own}"
    change = (
        f"set open_vswitch . {own}={value}" if value else f"remove open_vswitch . external-ids {key}"
    )
    return on(host, f"{now} >/root/{key}.well && [ -s /root/{key}.well ] && ovs-vsctl {change}")


def external_id_back(host: str, key: str) -> Act:
    """Put it back."""
    return on(host, f"ovs-vsctl set open_vswitch . external-ids:{key}=$(cat /root/{key}.well)")


def chassis(name: str, hostname: str, answered: str = "1") -> Act:
    """A chassis that nobody runs, as one that was killed leaves it: both rows, silent for two days.

    Neutron calls it dead but where it has answered one of the last two questions.
    """
    make = (
        f"ovn-sbctl chassis-add {name} geneve 192.0.2.9 -- set chassis {name} hostname={hostname} && "
        f"ovn-sbctl create chassis_private name={name} nb_cfg={answered} "
        "nb_cfg_timestamp=$(( ($(date +%s) - 172800) * 1000 )) "
        f"chassis=$(ovn-sbctl --bare --columns=_uuid find chassis name={name})"
    )
    return on("controller", make)


def chassis_gone(name: str) -> Act:
    """Take it away; neutron keeps its agent in mind until it is told, or started anew."""
    gone = f"ovn-sbctl --if-exists chassis-del {name} -- --if-exists destroy chassis_private {name}"
    return all_of(on("controller", gone), openstack(f"network agent delete {name}"))
