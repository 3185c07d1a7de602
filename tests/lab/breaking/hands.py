"""What a person does by hand on the lab's hosts: acts, for `Break.make` and `Break.take_back`."""

from __future__ import annotations

import shlex

from ..cloud import Cloud
from .model import Act, Confirm


def on(host: str, script: str) -> Act:
    """Run a script as root on a host; it has to succeed."""

    def act(cloud: Cloud) -> None:
        done = cloud.on(host, script)
        assert done.returncode == 0, f"{host}: {script}: {done.stdout}{done.stderr}"

    return act


def all_of(*acts: Act) -> Act:
    """One after another."""

    def act(cloud: Cloud) -> None:
        for one in acts:
            one(cloud)

    return act


def stop(host: str, *units: str) -> Act:
    """Stop units, as a person does who goes away then."""
    return on(host, f"systemctl stop {' '.join(units)}")


def start(host: str, *units: str) -> Act:
    """Start units, and forget that they have failed."""
    names = " ".join(units)
    return on(host, f"systemctl reset-failed {names} 2>/dev/null; systemctl start {names}")


def restart(host: str, *units: str) -> Act:
    """Restart units, and wait for none: one that cannot start would be waited for."""
    names = " ".join(units)
    return on(host, f"systemctl reset-failed {names} 2>/dev/null; systemctl --no-block restart {names}")


def freeze(host: str, unit: str) -> Act:
    """Stop the unit's processes where they stand: they keep their sockets, and answer nothing."""
    return on(host, f"systemctl kill --signal=SIGSTOP {unit}")


def thaw(host: str, unit: str) -> Act:
    """Let them go on."""
    return on(host, f"systemctl kill --signal=SIGCONT {unit}; systemctl start {unit}")


def sql(statements: str) -> Act:
    """Run statements as the database's root. {name} stands for the site's secret of that name."""

    def act(cloud: Cloud) -> None:
        cloud.sql(_filled(cloud, statements))

    return act


def openstack(words: str, told: str = "") -> Act:
    """Run OpenStack's own client as the administrator."""

    def act(cloud: Cloud) -> None:
        cloud.openstack(_filled(cloud, words), told=told)

    return act


def option(host: str, file: str, section: str, key: str, value: str) -> Act:
    """Set an option of a configuration; how the file was is kept beside it."""

    def act(cloud: Cloud) -> None:
        text = shlex.quote(f"/^\\[{section}\\]/a {key} = {value}")
        drop = shlex.quote(f"/^\\[{section}\\]/,/^\\[[^{section[0]}]/{{/^{key} *=/d}}")
        script = f"cp -a {file} {file}.well && sed -i -e {drop} {file} && sed -i -e {text} {file}"
        on(host, script)(cloud)

    return act


def as_it_was(host: str, file: str) -> Act:
    """Put a changed file back, if that was not done yet."""
    return on(host, f"if [ -e {file}.well ]; then mv {file}.well {file}; fi")


def remember(host: str, name: str, question: str) -> Act:
    """Keep the answer of a question of SQL in a file of the host, for `{recall}`."""
    return on(
        host, f"mysql -NB -e {shlex.quote(question)} >/root/{name}.well && [ -s /root/{name}.well ]"
    )


def sql_with(name: str, statements: str) -> Act:
    """Run statements in which @was is what was remembered under that name."""

    def act(cloud: Cloud) -> None:
        was = cloud.on("controller", f"cat /root/{name}.well").stdout.strip()
        assert was, f"nothing was remembered as {name}"
        cloud.sql(f"SET @was = '{was}'; {statements}")

    return act


def _filled(cloud: Cloud, text: str) -> str:
    for name in ("nova_db_password", "nova_password", "rabbit_password"):
        if f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", cloud.secret(name))
    return text


SERVICES_UP = Confirm(
    "openstack compute service list -f value -c Binary -c State",
    r"(?s)\A(?!.*down).*nova-compute",
)
AGENTS_UP = Confirm(
    "openstack network agent list -f value -c Binary -c Alive",
    r"(?s)\A(?!.*False).*neutron-l3-agent",
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


def chassis(name: str, hostname: str) -> Act:
    """A chassis that nobody runs, as one that was killed leaves it: both rows, silent for two days."""
    make = (
        f"ovn-sbctl chassis-add {name} geneve 192.0.2.9 -- set chassis {name} hostname={hostname} && "
        f"ovn-sbctl create chassis_private name={name} nb_cfg=1 "
        "nb_cfg_timestamp=$(( ($(date +%s) - 172800) * 1000 )) "
        f"chassis=$(ovn-sbctl --bare --columns=_uuid find chassis name={name})"
    )
    return on("controller", make)
