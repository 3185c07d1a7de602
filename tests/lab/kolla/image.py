"""The image of all containers, and the host's layer with podman: made once, of Debian's packages.

kolla's own images cannot be had here. Real are the scripts in them, of the package `kolla` on PyPI:
kolla_start, set_configs, what a project's container does before its command, and the health checks. Of
the lab are that one image serves for all containers, and that commands lie in /usr/bin and not in
/var/lib/kolla/venv/bin.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..image import chroot, digest, ensure_base, made
from ..layers import INSTALL, install, layer
from ..overlay import unmount
from ..paths import IMAGES
from ..shell import run, timed

VERSION = "20.0.0"
"""Of kolla, whose scripts are taken: 2025.1's."""
PACKAGES = [
    "curl",
    "keystone",
    "mariadb-backup",
    "mariadb-server",
    "memcached",
    "nova-api",
    "nova-compute",
    "nova-conductor",
    "nova-scheduler",
    "placement-api",
    "python3-memcache",
    "python3-openstackclient",
    "python3-pymysql",
    "rabbitmq-server",
    "sudo",
    "uwsgi-plugin-python3",
    "xinetd",
    "lsof",
]
HOST_PACKAGES = ("podman", "python3-pymysql", "lsof")
_USERS = ("nova", "keystone", "placement", "mysql", "rabbitmq", "memcache")
_SCRIPTS = {
    "base/start.sh": "kolla_start",
    "base/set_configs.py": "kolla_set_configs",
    "base/copy_cacerts.sh": "kolla_copy_cacerts",
    "base/install_projects.sh": "kolla_install_projects",
    "base/healthcheck_curl": "healthcheck_curl",
    "base/healthcheck_filemod": "healthcheck_filemod",
    "base/healthcheck_listen": "healthcheck_listen",
    "base/healthcheck_port": "healthcheck_port",
    "base/healthcheck_socket": "healthcheck_socket",
    "rabbitmq/healthcheck_rabbitmq": "healthcheck_rabbitmq",
}
"""By their places in the package: their names in /usr/local/bin."""
_FINISH = f"""\
set -e
groupadd -f kolla
for user in {" ".join(_USERS)}; do usermod -aG kolla "$user"; done
mkdir -p /var/lib/kolla/config_files /var/log/kolla
chown root:kolla /var/log/kolla; chmod 2775 /var/log/kolla
rm -rf /var/lib/mysql/* /var/lib/rabbitmq/* /etc/nova/nova.conf /var/lib/nova/nova*.sqlite
"""


def _scripts(root: Path, work: Path) -> None:
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "-d",
        str(work),
        f"kolla=={VERSION}",
    ]
    subprocess.run(pip, check=True, capture_output=True)
    shutil.unpack_archive(next(work.glob("kolla-*.whl")), work / "kolla", "zip")
    docker = next((work / "kolla").glob("kolla-*.data/data/share/kolla/docker"))
    for source, name in _SCRIPTS.items():
        target = root / "usr/local/bin" / name
        shutil.copyfile(docker / source, target)
        target.chmod(0o755)
    for name in ("extend_start",):  # each project's own is not needed: none has a bootstrap here
        target = root / "usr/local/bin" / f"kolla_{name}"
        target.write_text("#!/bin/bash\n")
        target.chmod(0o755)
    sudoers = root / "etc/sudoers"
    shutil.copyfile(docker / "base/sudoers", sudoers)
    sudoers.chmod(0o440)


def _build(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=IMAGES, prefix="work-") as name, timed("kolla's image"):
        work = Path(name)
        try:
            root = install(work / "upper", PACKAGES)
            _scripts(root, work)
            chroot(root, _FINISH)
            left_out = [
                f"--exclude=./{one}" for one in ("proc", "sys", "dev", "usr/share/doc", "usr/share/man")
            ]
            run("tar", "-C", str(root), *left_out, "-cf", str(folder / "image.tar"), ".")
        finally:
            unmount(work / "root")


def image() -> Path:
    """The containers' root file system, as a tar file."""
    name = f"kolla-{digest(ensure_base().name, VERSION, PACKAGES, _SCRIPTS, INSTALL, _FINISH)}"
    return made(IMAGES / name, _build) / "image.tar"


def host_layer() -> str:
    """The name of the frozen layer that has podman."""
    return layer("podman", HOST_PACKAGES)
