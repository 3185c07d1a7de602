"""An own authority, and the certificates that it gives: as `openssl` makes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..paths import CACHE
from ..shell import run

FOLDER = CACHE / "authority"
AUTHORITY = FOLDER / "ca.pem"
"""What all hosts and the operator verify by."""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def ensure_authority() -> None:
    """Make it once; Python from 3.13 on wants its uses in it."""
    if AUTHORITY.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o700)
    run(
        *("openssl", "req", "-x509", *_KEY, "-days", "3650", "-subj", "/CN=Lab's own authority"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        *("-keyout", str(FOLDER / "ca.key"), "-out", str(AUTHORITY)),
    )


def certificate(name: str, names: Sequence[str], days: int = 365) -> tuple[Path, Path]:
    """A certificate and its key, made anew: for these DNS names and addresses, for so many days."""
    made, key = FOLDER / f"{name}.pem", FOLDER / f"{name}.key"
    request, uses = FOLDER / f"{name}.csr", FOLDER / f"{name}.ext"
    run("openssl", "req", *_KEY, "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(request))
    told = ",".join(f"{'IP' if one[0].isdigit() else 'DNS'}:{one}" for one in names)
    uses.write_text(f"subjectAltName={told}\nbasicConstraints=CA:FALSE\n")
    run(
        *("openssl", "x509", "-req", "-in", str(request), "-CA", str(AUTHORITY)),
        *("-CAkey", str(FOLDER / "ca.key"), "-CAcreateserial", "-days", str(days)),
        *("-extfile", str(uses), "-out", str(made)),
    )
    return made, key


def shown(paths: tuple[Path, Path]) -> str:
    """Both in one text, as HAProxy reads them."""
    return "".join(path.read_text() for path in paths)
