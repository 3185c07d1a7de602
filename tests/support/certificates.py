"""A throwaway authority, and certificates of it: files as a server and a client have them."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PEM = serialization.Encoding.PEM
DAY = datetime.timedelta(days=1)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    return made.not_valid_before(now - 9 * DAY).not_valid_after(now + days * DAY)


@dataclass
class Authority:
    """One that signs what it is asked to; its own certificate is `ca`."""

    folder: Path
    usage: bool = True
    """Its certificate says that it may sign: Python 3.13 wants that."""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        own = _name(f"Own CA {self.folder.name}")
        made = _begun(own, own, self.key, 30)
        made = made.add_extension(x509.BasicConstraints(True, None), critical=True)
        public = self.key.public_key()
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        if self.usage:
            no, yes = False, True
            usage = x509.KeyUsage(no, no, no, no, no, yes, yes, no, no)
            made = made.add_extension(usage, critical=True)
        self.ca = self.folder / "ca.pem"
        self.ca.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(PEM))
        self._name = own

    def certificate(self, *names: str, days: int = 30, password: bytes = b"") -> tuple[Path, Path]:
        """Files with a certificate for these names and addresses, and with its key."""
        locked = serialization.BestAvailableEncryption(password) if password else None
        key = ec.generate_private_key(ec.SECP256R1())
        made = _begun(_name(names[0]), self._name, key, days)
        alternative = [_alternative(name) for name in names]
        made = made.add_extension(x509.SubjectAlternativeName(alternative), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        made = made.add_extension(issuer, critical=False)
        cert, secret = self.folder / f"{names[0]}.pem", self.folder / f"{names[0]}.key"
        cert.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(PEM))
        form = serialization.PrivateFormat.PKCS8
        secret.write_bytes(key.private_bytes(PEM, form, locked or serialization.NoEncryption()))
        return cert, secret

    def server(self, *names: str, days: int = 30, clients: bool = False) -> ssl.SSLContext:
        """What a server with such a certificate speaks; `clients` have to show one, too."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificate(*names, days=days))
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.ca)
        return context


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
