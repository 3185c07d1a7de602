"""A cloud of three controllers behind a shared address, looked at, broken and mended.

`STACKMEND_LAB_NAME=cluster python -m tests.lab.by_cluster [NAME...]`; it stands beside the lab of
another name. Galera, RabbitMQ's cluster, HAProxy and keepalived, all with TLS of an own authority:
built by cluster/ as an operator does by the HA guide, and by nothing of stackmend's own. The first time
it makes the hosts and keeps them as the snapshot `cluster-installed`. Names are of troubles
(cluster/breaks.py); else all, one after another.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import credential, installation, lab, snapshots, system
from .asking import wait_for, well
from .breaking.command import asked, chosen, run_all
from .breaking.drive import Driver
from .cluster import authority, breaks, cloud, configs, image, setup
from .cluster.cloud import PLACE, Cluster
from .cluster.setup import COMPUTE_HOST, HOSTS
from .network import on_jump
from .paths import NAME
from .shell import LabError, say, timed

SNAPSHOT = "cluster-installed"


def make_hosts() -> None:
    """Four hosts, made anew, that have their packages."""
    with lab.changing():
        system.choose(system.DEBIAN_13.name)
        lab.prepare()
        controllers, compute = image.controller(), image.compute()
        for host in (*HOSTS, COMPUTE_HOST):
            host.cut()
            host.make([compute if host is COMPUTE_HOST else controllers])
        with timed("boot"):
            lab.boot((*HOSTS, COMPUTE_HOST))


def restore(name: str) -> None:
    """The hosts as a snapshot has them, and all that runs on them."""
    lab.restore(name)
    setup.start()


def nothing_is_found(cluster: Cluster) -> None:
    """All was looked at, with a plain site file and, the second time, with none.

    More than once where a busy machine keeps an API from answering in time: what was told then is said.
    """
    for words, environment in (((), cluster.environment), (("--cloud", "cluster"), cluster.unlisted)):
        wait_for(cluster, well, 300, "--deep", *words, environment=environment)


def the_api_answers_while_its_controllers_restart(cluster: Cluster) -> None:
    """remap-cell0 restarts nova's API on three controllers: each call is answered, and in time."""
    url = f"https://{configs.VIP}:{configs.PORTS['nova-api']}/"
    ask = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{time_total}\\n", "--max-time", "40"]
    loop = 'while :; do "$@"; sleep 0.3; done'
    line = on_jump(["sh", "-c", loop, "sh", *ask, "--cacert", str(authority.AUTHORITY), url])
    breaks.share_cell0(cluster)
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, start_new_session=True) as asking:
        try:
            cluster.mend("remap-cell0")
        finally:
            os.killpg(asking.pid, signal.SIGTERM)
        told = asking.communicate()[0].split()
    codes, seconds = told[::2], [float(one) for one in told[1::2]]
    say(f"{len(codes)} calls, the slowest took {max(seconds):.1f} s")
    assert set(codes) == {"200"}, Counter(codes)


def an_application_credential_sees_what_a_password_sees(cluster: Cluster) -> None:
    """Its services share a memcached: one token for all would hide a refused account."""
    credential.sees_what_a_password_sees(
        cluster, cloud.CLOUDS, "placement", configs.PASSWORDS["placement"]
    )


def main() -> int:
    """Bring it up, and ask; 1 where anything was not right."""
    given = asked(__doc__)
    if NAME == "lab":
        raise LabError("Set STACKMEND_LAB_NAME=cluster: this lab stands beside the one called lab.")
    troubles = chosen(given.names, PLACE, breaks.BREAKS, breaks.SHAPES)
    if given.anew or SNAPSHOT not in snapshots.names():
        make_hosts()
        setup.fill()
        setup.leave_off()
        lab.take(SNAPSHOT)
        setup.start()
    elif not given.as_it_is:
        restore(SNAPSHOT)
    cloud.write()
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="operator-")))
    driver = Driver(cluster, SNAPSHOT, given.keep, restorer=restore)
    driver.begin()
    wrong = installation.ask(cluster, nothing_is_found)
    wrong += run_all(driver, troubles)
    if not given.names:
        wrong += installation.ask(
            cluster,
            the_api_answers_while_its_controllers_restart,
            an_application_credential_sees_what_a_password_sees,
        )
    return min(wrong, 1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as trouble:
        raise SystemExit(str(trouble)) from None
