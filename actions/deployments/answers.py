"""A line of the shell's that waits until APIs answer on their host, each at its own port.

A unit of uWSGI's or Apache's is active, and listens, long before what it serves has been loaded.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from actions.deployments.service_types import PORTS

SECONDS = 90
"""For all of them together."""

SCRIPT = f"""\
import socket, ssl, subprocess, sys, time
end = time.time() + {SECONDS}
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
def answers(place):
    host, port = place.rsplit(":", 1)
    host = {{"*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "[::]": "::1"}}.get(host, host.strip("[]"))
    for wrap in (None, tls.wrap_socket):
        try:
            with socket.create_connection((host, int(port)), 15) as one:
                with wrap(one) if wrap else one as asked:
                    asked.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
                    if asked.recv(5) == b"HTTP/":
                        return True
        except OSError:
            pass
def all_answer(port):
    said = subprocess.check_output(["ss", "-ltnH", "sport = :" + port]).decode()
    places = [line.split()[3] for line in said.splitlines()]
    return places and all(map(answers, places))
for port in sys.argv[1:]:
    while not all_answer(port):
        if time.time() > end:
            sys.exit("nothing answers at port " + port)
        time.sleep(1)
"""
"""By HTTP, with TLS or without: whatever is answered, it is loaded."""


def apis(services: Iterable[str]) -> tuple[str, ...]:
    """Those of the services that answer HTTP at a port of their own."""
    return tuple(sorted({service for service in services if service in PORTS}))


def line(services: Iterable[str]) -> str:
    """The line for these, which all have a port."""
    ports = " ".join(str(PORTS[service]) for service in services)
    return f"timeout -k 1 {SECONDS + 30} python3 -ISc {shlex.quote(SCRIPT)} {ports}"


def shown(services: Sequence[str]) -> str:
    """The same as a plan shows it."""
    verb = "answers" if len(services) == 1 else "answer"
    return f"wait until {' and '.join(services)} {verb} by HTTP ({SECONDS} s at most)"
