"""SSH keys: one for the operator, one for each host, and the files that tell ssh of them."""

from pathlib import Path

from .catalogue import MACHINES, Machine
from .paths import KEYS, OPERATOR, SSH_CONFIG
from .shell import run

PRIVATE = KEYS / "id_ed25519"
"""The operator's key: logs in as ops on every host."""

LOGIN = OPERATOR / ".ssh" / "lab_key"
"""The same in the operator's .ssh, by a name that ssh does not try unasked."""

KNOWN_HOSTS = OPERATOR / ".ssh" / "known_hosts"
"""The hosts' public keys, by name and by address."""


def _ensure(path: Path, comment: str) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path))
    return path


def host_key(machine: Machine) -> Path:
    """The private host key of a host; the public one is beside it with .pub."""
    return _ensure(KEYS / f"host_{machine.name}", machine.name)


def public(path: Path) -> str:
    """The public half of a private key's file, one line."""
    return path.with_name(path.name + ".pub").read_text()


def ensure_keys() -> None:
    """Make what keys are missing, then the operator's .ssh from them."""
    _ensure(PRIVATE, "stackmend-lab")
    LOGIN.parent.mkdir(parents=True, exist_ok=True)
    LOGIN.parent.chmod(0o700)
    if not LOGIN.exists():
        LOGIN.symlink_to(PRIVATE)
    lines = []
    for m in MACHINES:
        kind, blob = public(host_key(m)).split()[:2]
        lines.append(f"{m.name},{m.address} {kind} {blob}\n")
    KNOWN_HOSTS.write_text("".join(lines))
    SSH_CONFIG.write_text(ssh_config())


def ssh_config() -> str:
    """The ssh configuration with which the jump host reaches every host."""
    lines = []
    for m in MACHINES:
        lines += [f"Host {m.name}", f"    HostName {m.address}", ""]
    lines += [
        "Host *",
        "    User ops",
        f"    IdentityFile {LOGIN}",
        "    IdentitiesOnly yes",
        f"    UserKnownHostsFile {KNOWN_HOSTS}",
        "    GlobalKnownHostsFile /dev/null",
        "    StrictHostKeyChecking yes",
        "    BatchMode yes",
        "    ConnectTimeout 10",
    ]
    return "\n".join(lines) + "\n"
