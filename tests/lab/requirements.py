"""What the outer machine must have; installed when it is missing."""

import shutil
from pathlib import Path

from .shell import LabError, run, succeeds, timed

TOOLS = {
    "apt-ftparchive": "apt-utils",
    "debootstrap": "debootstrap",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "systemd-nspawn": "systemd-container",
}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def missing() -> list[str]:
    """The packages that this machine lacks."""
    names = {package for tool, package in TOOLS.items() if shutil.which(tool) is None}
    if not KEYRING.exists():
        names.add("debian-archive-keyring")
    return sorted(names)


def ensure_requirements() -> None:
    """Install what is missing; LabError where that isn't possible."""
    names = missing()
    if not names:
        return
    with timed(f"apt-get install {' '.join(names)}"):
        # A source that doesn't answer is no reason to stop: the packages may come from another.
        succeeds(["apt-get", "-q", "update"])
        run(
            *("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qy", "install"),
            *("--no-install-recommends", *names),
        )
    if still := missing():
        raise LabError(f"not found after the installation: {' '.join(still)}")
