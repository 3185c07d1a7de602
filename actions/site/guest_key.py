"""The site's own key pair for instances: the private part stays in a 0600 file of this machine."""

from __future__ import annotations

from pathlib import Path

from actions.model.errors import SiteError
from actions.model.site import Site
from actions.site.files import write_private
from actions.site.paths import secrets_file


def key_file(site: Site) -> Path:
    """The private key's file: beside the site's secrets."""
    secrets = secrets_file(site)
    return secrets.with_name(f"{secrets.name.removesuffix('.secrets.toml')}.instances.pem")


def public_key(site: Site) -> str:
    """The public part, in OpenSSH's form; the key pair is made where there is none.

    ECDSA on nistp256: what every SSH server of the last ten years takes, dropbear's in CirrOS too.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    path = key_file(site)
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, made.decode())
    try:
        key = serialization.load_ssh_private_key(path.read_bytes(), password=None)
    except (OSError, TypeError, ValueError) as error:
        raise SiteError(f"{path} cannot be used as a private key: {error}.") from None
    public = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return f"{public.decode()} stackmend"
