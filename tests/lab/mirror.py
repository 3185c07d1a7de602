"""A package mirror on the jump host: the lab's repository over HTTP, with errors when told to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .catalogue import JUMP_ADDRESS
from .network import on_jump
from .packages import repository_path
from .paths import CACHE

PORT = 8099
SOURCE = f"deb [trusted=yes] http://{JUMP_ADDRESS}:{PORT}/ ./\n"
"""For a host's sources.list."""

BROKEN = CACHE / "mirror-broken"
"""While this file is there, no package can be had."""


class Mirror(SimpleHTTPRequestHandler):
    """Lists and packages; 503 for every package while it is broken."""

    def do_GET(self) -> None:
        """Answer one request."""
        if BROKEN.exists() and self.path.endswith(".deb"):
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE, "Backend fetch failed")
        else:
            super().do_GET()


@contextmanager
def serving() -> Iterator[None]:
    """Run the mirror on the jump host."""
    BROKEN.unlink(missing_ok=True)
    server = subprocess.Popen(
        on_jump([sys.executable, "-m", __spec__.name]),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield
    finally:
        server.terminate()
        server.wait()
        BROKEN.unlink(missing_ok=True)


def main() -> None:
    """Serve until terminated."""
    handler = partial(Mirror, directory=str(repository_path()))
    with ThreadingHTTPServer((JUMP_ADDRESS, PORT), handler) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
