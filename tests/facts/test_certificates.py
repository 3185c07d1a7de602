"""The program that looks at certificates, against servers on loopback: TLS at once, and MySQL's way."""

from __future__ import annotations

import shlex
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from actions.deployments.all import in_python
from actions.facts.keystone import certificates
from actions.model.query import ShellQuery, ShellResult
from tests.checks.building import build
from tests.support.certificates import Authority

UNTIL = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Own CA")])
    names = x509.SubjectAlternativeName([x509.DNSName("Controller")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(UNTIL - timedelta(days=9000))
        .not_valid_after(UNTIL)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "both.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    return context


def _served(context: ssl.SSLContext, greeting: bytes = b"", clients: int = 1) -> Iterator[int]:
    """So many are spoken to in TLS, after a greeting and 36 bytes where it is MySQL."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(clients):
                speak()

        def speak() -> None:
            plain, _ = server.accept()
            with plain:
                if greeting:
                    plain.sendall(greeting)
                    assert plain.recv(36)[:8] == b"\x20\0\0\x01\0\x8a\0\0"
                try:
                    with context.wrap_socket(plain, server_side=True) as shown:
                        shown.recv(1)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


@pytest.fixture
def https(context: ssl.SSLContext) -> Iterator[int]:
    yield from _served(context)


@pytest.fixture
def mysql(context: ssl.SSLContext) -> Iterator[int]:
    yield from _served(context, b"\x05\0\0\0\x0a8.0x")


def test_what_servers_show(https: int, mysql: int) -> None:
    words = (f"https=127.0.0.1:{https}", f"mysql=127.0.0.1:{mysql}", "amqps=127.0.0.1:1")
    line = " ".join(map(shlex.quote, ("python3", "-c", certificates.LOOK, *words)))
    done = subprocess.run(shlex.split(line), capture_output=True, text=True, check=False)
    found = certificates.parse(ShellResult(done.returncode, done.stdout, done.stderr))
    for port in (https, mysql):
        one = found[f"127.0.0.1:{port}"]
        assert (one.expires, one.names) == (UNTIL.timestamp(), ("controller",)), one
        assert one.issuer == "CN=Own CA"
    assert "refused" in found["127.0.0.1:1"].error


@pytest.mark.parametrize("known", [False, True])
def test_an_authority_that_callers_know_or_not(tmp_path: Path, known: bool) -> None:
    own = Authority(tmp_path / "own")
    for port in _served(own.server("api.example"), clients=2):
        place = f"127.0.0.1:{port}"
        words = [f"called={place}", f"ca={own.ca}" if known else "ca=/nowhere/ca.pem"]
        done = subprocess.run(
            ["sh", "-c", in_python(certificates.LOOK, words)],
            capture_output=True,
            text=True,
            check=True,
        )
        shown = certificates.parse(ShellResult(0, done.stdout, done.stderr))[place]
        assert shown.names == ("api.example",)
        assert shown.unknown == ("" if known else "unable to get local issuer certificate")


def test_who_is_asked_about_what() -> None:
    rabbit = "rabbit://openstack:RABBIT_PASS@controller,openstack:RABBIT_PASS@controller2/"
    nova = {
        "[DEFAULT] transport_url": rabbit,
        "[oslo_messaging_rabbit] ssl": "True",
        "[api_database] connection": "mysql+pymysql://nova:NOVA_DBPASS@db/nova_api?ssl_ca=/etc/ca.pem",
    }
    nova["[neutron] cafile"] = "/etc/own.pem"
    libvirt = {
        "[libvirt] live_migration_with_native_tls": "true",
        "[libvirt] live_migration_inbound_addr": "10.0.0.31",
    }
    case = {
        "hosts": {
            "controller": {"conf": {"/etc/nova/nova.conf": nova}},
            "compute1": {"conf": {"/etc/nova/nova.conf": libvirt}},
        },
        "catalog": {"image": {"name": "glance", "url": "https://[fd00::1]/v2"}},
    }
    (query,) = certificates.ask(build(case)).values()
    assert isinstance(query, ShellQuery)
    for word in (
        "called=[fd00::1]:443",
        "libvirt=10.0.0.31:16514",
        "ca=/etc/own.pem",
        "mysql=db:3306",
        "amqps=controller:5671",
        "amqps=controller2:5671",
    ):
        assert word in query.line
    assert "PASS" not in query.line
    assert certificates.ask(build({})) == {}
