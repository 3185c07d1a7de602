"""The site's own key pair for instances: the private part stays in a 0600 file of this machine."""

from __future__ import annotations

import os
from pathlib import Path

from actions.engine.paths import secrets_file
from actions.engine.trouble import BadSite
from actions.model import Site


def key_file(site: Site) -> Path:
    """The private key's file: beside the site's secrets."""
    secrets = secrets_file(site)
    return secrets.with_name(f"{secrets.name.removesuffix('.secrets.toml')}.instances.pem")


def public_key(site: Site) -> str:
    """The public part, in OpenSSH's form; the key pair is made where there is none.

    ECDSA on nistp256: what every SSH server of the last ten years takes, dropbear's in CirrOS too.
    """
    import asyncssh

    path = key_file(site)
    if not path.exists():
        made = asyncssh.generate_private_key("ecdsa-sha2-nistp256", comment="stackmend")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made.export_private_key())
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
    try:
        return asyncssh.read_private_key(path).export_public_key().decode().strip()
    except (OSError, ValueError) as error:
        raise BadSite(f"{path} cannot be used as a private key: {error}.") from None
