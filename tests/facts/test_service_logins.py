"""The program that tries services' logins, against a Keystone on loopback; and whom it is asked of."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from actions.facts._support.conf_folder import FILE_ALONE, FILE_LAST, FOLDER_LAST
from actions.facts.keystone import service_logins
from actions.facts.keystone.service_logins import AUTHTOKEN, Login
from actions.model.query import ShellQuery, ShellResult
from tests.checks.building import build

NOVA = "/etc/nova/nova.conf"


class Keystone(BaseHTTPRequestHandler):
    """Lets nova in with its password, and into the project service alone."""

    def do_POST(self) -> None:
        """A login."""
        auth = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["auth"]
        user = auth["identity"]["password"]["user"]
        project = auth["scope"]["project"]["name"] if auth["scope"] != "unscoped" else ""
        let_in = user["password"] == "nova's = own" and project in ("", "service")
        token: dict[str, Any] = {"roles": [{"name": "admin"}]} if project else {}
        self.send_response(201 if let_in else 401)
        self.end_headers()
        self.wfile.write(json.dumps({"token": token}).encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keystone)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def _section(name: str, url: str, password: str = "nova's = own", project: str = "service") -> str:
    return (
        f"[{name}]\nauth_url = {url}\nusername = nova\npassword = {password}\n"
        f"project_name = {project}\n"
    )


@pytest.mark.parametrize(
    ("order", "status"), [(FOLDER_LAST, "201"), (FILE_LAST, "401"), (FILE_ALONE, "401")]
)
def test_it_reads_the_file_as_the_service_does(
    url: str, tmp_path: Path, order: str, status: str
) -> None:
    """References, and the file of its folder that has the last word, if it is read after the file."""
    conf, folder = tmp_path / "nova.conf", tmp_path / "nova.conf.d"
    folder.mkdir()
    conf.write_text(f"[DEFAULT]\nown = nova's\n{_section(AUTHTOKEN, url, 'stale')}")
    (folder / "9.conf").write_text(f"[{AUTHTOKEN}]\npassword = $own = ${{own}}$$\n")
    (folder / "90.conf").write_text(f"[{AUTHTOKEN}]\npassword = $own = own\n")
    done = subprocess.run(
        [sys.executable, "-c", service_logins.LOGIN, f"{conf}={AUTHTOKEN}={order}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(f"{conf} {status} {AUTHTOKEN} ")


def test_what_keystone_answers_to_each_section(url: str, tmp_path: Path) -> None:
    conf = tmp_path / "nova.conf"
    conf.write_text(
        _section(AUTHTOKEN, f"{url}/v3/")
        + _section("placement", url, password="another")
        + _section("cinder", url, project="gone")
        + _section("service_user", url.replace("http:", "https:"))
        + "[neutron]\nusername = neutron\n"
    )
    places = [
        f"{conf}={name}={FOLDER_LAST}"
        for name in (AUTHTOKEN, "placement", "cinder", "service_user", "neutron")
    ]
    line = service_logins._line(places)
    done = subprocess.run(shlex.split(line), capture_output=True, text=True, check=False)
    found = service_logins.parse(ShellResult(done.returncode, done.stdout, done.stderr))
    assert found[str(conf), AUTHTOKEN] == Login(201, 201, ("admin",))
    assert found[str(conf), "placement"] == Login(401, 401, (), "HTTP Error 401: Unauthorized")
    assert found[str(conf), "cinder"] == Login(401, 201, (), "HTTP Error 401: Unauthorized")
    assert found[str(conf), "service_user"].status == 0
    assert "SSL" in found[str(conf), "service_user"].said
    assert (str(conf), "neutron") not in found
    assert "= own" not in line


def _keys(password: str) -> dict[str, str]:
    keys = {"auth_url": "http://controller:5000/v3", "username": "nova", "password": password}
    return {f"[{AUTHTOKEN}] {key}": value for key, value in keys.items()}


def test_a_login_that_hosts_have_alike_is_tried_once() -> None:
    case = {
        "hosts": {
            "controller": {"conf": {NOVA: _keys("one")}},
            "compute1": {"conf": {NOVA: _keys("one")}},
            "compute2": {"conf": {NOVA: _keys("two")}},
        }
    }
    asked = service_logins.ask(build(case))
    assert list(asked) == ["controller", "compute2"]
    for query in asked.values():
        assert isinstance(query, ShellQuery)
        assert query.line.endswith(f" {NOVA}={AUTHTOKEN}={FOLDER_LAST}")


def test_a_controller_without_logins_is_asked_all_the_same() -> None:
    assert list(service_logins.ask(build({}))) == ["controller"]


@pytest.mark.parametrize("probe", ["compute-services", "instances"])
def test_one_read_that_fails_is_reason_enough(probe: str) -> None:
    """nova's services may be listed by what memcached has still, when its instances end in 500."""
    said = {probe: {"": "HTTP 500: Unexpected API Error (keystoneauth1.exceptions.http.Unauthorized)"}}
    assert service_logins.suspected(build({"errors": said}))
    assert not service_logins.suspected(build({}))


@pytest.mark.parametrize(
    ("probe", "unit"),
    [
        ("compute-services", "nova-api"),
        ("image-read", "glance-api"),
        ("network-agents", "neutron-api"),
        ("resource-providers", "placement-api"),
    ],
)
def test_what_somebody_stopped_is_no_reason(probe: str, unit: str) -> None:
    """Each login costs Keystone a quarter of a second, and the look waits for all of them."""
    case = {"errors": {probe: {"": "cannot connect: Connection refused."}}}
    stopped = {"controller": {"units": {unit: "inactive"}}}
    assert not service_logins.suspected(build(case | {"hosts": stopped}))
    assert service_logins.suspected(
        build(case | {"hosts": {"controller": {"units": {unit: "failed"}}}})
    )


def test_a_compute_host_without_conductor_is_no_reason() -> None:
    case = {"services": {"nova-compute compute1": {"state": "down"}}}
    assert service_logins.suspected(build(case))
    stopped = {"controller": {"units": {"nova-conductor": "inactive"}}}
    assert not service_logins.suspected(build(case | {"hosts": stopped}))
