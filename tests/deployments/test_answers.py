"""What waits until an API answers, run as on a host: with `ss` in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from actions.deployments import answers
from actions.deployments.services import KEYSTONE_API, NOVA_API, NOVA_CONDUCTOR


@contextmanager
def serving(loaded: int) -> Iterator[tuple[int, list[str]]]:
    """A port, and the paths asked there; before so many requests they are ended without an answer."""
    asked: list[str] = []

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if len(asked) > loaded:
                self.send_error(503)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Api) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


def _run(tmp_path: Path, port: int) -> subprocess.CompletedProcess[str]:
    tool = tmp_path / "ss"
    tool.write_text(
        f'#!/bin/sh\n[ "$2" = "sport = :{port}" ] && echo LISTEN 0 5 0.0.0.0:{port} 0.0.0.0:*\n'
    )
    tool.chmod(0o755)
    line = answers.line((NOVA_API,)).replace(" 8774", f" {port}")
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    return subprocess.run(["sh", "-c", line], env=path, text=True, capture_output=True, timeout=60)


def test_whatever_is_answered_is_enough(tmp_path: Path) -> None:
    with serving(loaded=0) as (port, asked):
        done = _run(tmp_path, port)
    assert (done.returncode, done.stderr, asked) == (0, "", ["/"])


def test_it_asks_until_it_is_answered(tmp_path: Path) -> None:
    with serving(loaded=2) as (port, asked):
        assert _run(tmp_path, port).returncode == 0
    assert len(asked) == 3


def test_what_has_no_port_is_not_waited_for() -> None:
    assert answers.apis((NOVA_CONDUCTOR, NOVA_API, KEYSTONE_API, NOVA_API)) == (KEYSTONE_API, NOVA_API)
    assert answers.shown((NOVA_API,)) == "wait until nova-api answers by HTTP (90 s at most)"
