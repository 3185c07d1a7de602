"""A cloud as kolla-ansible makes it, looked at, broken and mended.

`STACKMEND_LAB_NAME=kolla python -m tests.lab.by_kolla`; it stands beside the lab of another name, and
leaves its host up: `--as-it-is` looks at that again, and `--up` only boots it, for `tests.lab breaks`.
A stand-in: podman in one host, containers with kolla's names, flags, units, health checks and start
script, /etc/kolla as its templates render it, and one image of Debian's packages for all
(kolla/image.py says what is not kolla's own).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from actions.facts.nova.cell_mappings import CELL0

from . import by_keyboard, credential, installation, lab
from .asking import codes, report, wait_for, well
from .catalogue import machine
from .cloud import Cloud
from .host import Host
from .kolla import configs, containers, image
from .paths import CACHE, NAME, SITE
from .shell import LabError, say, timed

HOST = Host(machine("controller"))
inside, until = HOST.run, HOST.until
CLOUDS = CACHE / "clouds.yaml"
_SITE = f"""\
name = "kolla"
cloud = "kolla-admin"
clouds_file = "{CLOUDS}"

[hosts.controller]
address = "{configs.ADDRESS}"
roles = ["controller", "compute", "database", "messaging"]
user = "ops"
become = "sudo"
"""
SCHEDULER = "/etc/kolla/nova-scheduler/nova.conf"
KEYSTONE_LOG = "/var/log/kolla/keystone/keystone.log"


def bring_up(anew: bool) -> None:
    """The host as it was left; or made anew, with podman and the image."""
    tar, layer = image.image(), image.host_layer()
    with lab.changing():
        lab.prepare(keep=(tar.parent,))
        if anew:
            HOST.cut()
            HOST.make([layer])
            shutil.rmtree(HOST.containers, ignore_errors=True)
            HOST.containers.mkdir()
            os.link(tar, HOST.containers / "image.tar")
        with timed("boot"):
            lab.boot([HOST])
        SITE.write_text(_SITE)
        CLOUDS.touch(mode=0o600)
        CLOUDS.write_text(configs.CLOUDS)


def fill() -> None:
    """All containers, from their image to nova's services, in kolla-ansible's order."""
    with timed("podman import"):
        inside(
            "podman import -q -c "
            "'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "
            f"/var/lib/containers/image.tar {containers.IMAGE} && rm /var/lib/containers/image.tar && "
            "podman volume create kolla_logs"
        )
    with timed("/etc/kolla, containers and units"):
        inside(containers.write())
    with timed("databases, broker, identity"):
        inside(containers.FIRST_DATABASE)
        until("podman exec mariadb mysql -e 'SELECT 1'")
        inside("podman exec -i mariadb mysql", containers.accounts())
        until("podman exec rabbitmq rabbitmqctl await_startup")
        inside(containers.BROKER_ACCOUNT)
        inside(containers.IDENTITY)
        until(f"podman exec keystone curl -sf http://{configs.ADDRESS}:5000/v3")
        inside(f"{containers.CLIENT} sh", containers.catalog())
    with timed("nova's and placement's tables"):
        inside(containers.TABLES)
    with timed("all services"):
        units = " ".join(f"kolla-{one.name}-container" for one in containers.CONTAINERS)
        inside(f"systemctl enable -q --now {units}")
        until(f"{containers.CLIENT} openstack compute service list -f value | grep -q nova-compute")
        inside("podman exec nova_conductor nova-manage cell_v2 discover_hosts --by-service")


def healthy_is_found_healthy(cloud: Cloud) -> None:
    """No finding and nothing that was not checked."""
    wait_for(cloud, well)
    assert cloud.stackmend("check").returncode == 0


def cell0_in_three_states_is_mended_by_keys(cloud: Cloud) -> None:
    """Three ways in which cell0 is broken, each seen by its own code and mended in the console."""
    mine = f"uuid = '{CELL0}'"
    for code, statement in (
        (
            "cell0-shared",
            f"UPDATE nova_api.cell_mappings SET database_connection = '{configs.CELL1}' WHERE {mine}",
        ),
        ("cell0-absent", "DROP DATABASE nova_cell0"),
        ("cell0-missing", f"DELETE FROM nova_api.cell_mappings WHERE {mine}"),
    ):
        cloud.sql(statement)
        told = report(cloud)
        found = {one["code"]: one for one in told["findings"]}
        assert code in found, json.dumps(told, indent=1)
        assert "remap-cell0" in found[code]["command"]
        by_keyboard.mend_cell0(cloud)
        wait_for(cloud, well)
        say(f"{code}: seen, and mended by keys")


def a_container_that_restarts_for_ever_is_named_by_its_cause(cloud: Cloud) -> None:
    """A wrong broker password in one service's file: that is the cause, all else follows from it."""
    password = configs.PASSWORDS["rabbitmq_password"]
    inside(
        f"sed -i s/{password}/wrong/ {SCHEDULER} && systemctl restart kolla-nova_scheduler-container"
    )
    until("[ $(systemctl show -P NRestarts kolla-nova_scheduler-container) -ge 3 ]", 400)
    told = wait_for(cloud, lambda t: {"broker-login", "unit-failed"} <= codes(t))
    (cause,) = told["findings"]
    assert cause["code"] == "broker-login" and SCHEDULER in cause["message"], json.dumps(told, indent=1)
    planned = cloud.stackmend("plan", "align-message-account", "openstack")
    assert "kolla-ansible reconfigure" in planned.stdout, planned.stdout
    assert "rabbitmq_password" in planned.stdout
    cloud.mend("align-message-account", "openstack")
    wait_for(cloud, well)


def a_check_that_alone_is_wrong_is_told_as_such(cloud: Cloud) -> None:
    """The health check cannot run in its container, and the API answers."""
    inside("podman exec --user root nova_api mv /usr/bin/curl /usr/bin/curl.away")
    told = wait_for(cloud, lambda t: "container-unhealthy" in codes(t))
    (found,) = told["findings"]
    assert "the check alone is wrong" in found["message"], found
    assert found["severity"] == "notice"
    inside("podman exec --user root nova_api mv /usr/bin/curl.away /usr/bin/curl")
    wait_for(cloud, well)


def an_application_credential_sees_what_a_password_sees(cloud: Cloud) -> None:
    """And Keystone, which gives no token for its token or fails over it, is not asked for one."""
    password = configs.PASSWORDS["placement_keystone_password"]
    credential.sees_what_a_password_sees(cloud, CLOUDS, "placement", password)
    failed = inside(f"grep -c \"KeyError: 'application_credential'\" {KEYSTONE_LOG} || true")
    assert failed.strip() == "0", failed


def main() -> int:
    """Bring it up, and ask; 1 where anything was not right."""
    if NAME == "lab":
        raise SystemExit("Set STACKMEND_LAB_NAME=kolla: this lab stands beside the one called lab.")
    try:
        anew = not {"--as-it-is", "--up"} & set(sys.argv)
        bring_up(anew)
        if anew:
            fill()
        if "--up" in sys.argv:
            return 0
    except LabError as trouble:
        raise SystemExit(str(trouble)) from None
    with tempfile.TemporaryDirectory() as home:
        wrong = installation.ask(
            Cloud(Path(home)),
            healthy_is_found_healthy,
            cell0_in_three_states_is_mended_by_keys,
            a_container_that_restarts_for_ever_is_named_by_its_cause,
            a_check_that_alone_is_wrong_is_told_as_such,
            an_application_credential_sees_what_a_password_sees,
        )

    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
