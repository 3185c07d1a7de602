"""A real terminal for tests: a program in a pty, an emulator for its screen, waits without sleeps."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import pyte

KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "ctrl+p": "\x10", "ctrl+q": "\x11", "space": " "}


class Terminal:
    """A program on a terminal of its own; leaving the context hangs the terminal up."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        columns: int = 120,
        rows: int = 36,
    ) -> None:
        # These would count for more than the terminal's own size, and a test runner may set them.
        outer = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._heard = b""
        """All that the program wrote."""
        self._changed = threading.Condition(threading.RLock())
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**outer, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def press(self, *keys: str) -> None:
        """Type keys: a name of `KEYS`, or text as it is."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def text(self) -> str:
        """The screen as a person reads it."""
        with self._changed:
            return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def given_back(self) -> bool:
        """It is as a shell left it: lines with an echo, its own screen, a cursor, no mouse."""
        flags = termios.tcgetattr(self._master)[3]
        on = {mode for mode, way in re.findall(rb"\x1b\[\?(\d+)([hl])", self._heard) if way == b"h"}
        now = {
            mode: self._heard.rfind(b"\x1b[?%bh" % mode) > self._heard.rfind(b"\x1b[?%bl" % mode)
            for mode in on
        }
        changed = [mode for mode, so in now.items() if so and mode not in (b"7", b"25")]
        hidden = self._heard.rfind(b"\x1b[?25l") > self._heard.rfind(b"\x1b[?25h")
        return bool(flags & termios.ICANON and flags & termios.ECHO) and not changed and not hidden

    def backgrounds(self, column: int) -> tuple[str, ...]:
        """The background colour of each line at a column: the cursor's line is the one that differs."""
        with self._changed:
            buffer = self._screen.buffer
            return tuple(buffer[row][column].bg for row in range(self._screen.lines))

    def wait_until_drawn(self, good: Callable[[], bool], timeout: float = 10.0) -> None:
        """Wait for something that is not text, looked at whenever the screen has changed."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not good():
                if time.monotonic() > deadline:
                    raise AssertionError(f"not drawn within {timeout:g} s on\n{self.text()}")
                self._changed.wait(0.5)

    def wait_for(self, *texts: str, timeout: float = 30.0) -> str:
        """The screen, once all the texts are on it; raises AssertionError with the screen if not."""
        return self.wait_until(
            lambda screen: all(text in screen for text in texts), " and ".join(texts), timeout
        )

    def wait_until(self, good: Callable[[str], bool], what: str, timeout: float = 30.0) -> str:
        """The screen, once it is good."""
        deadline = time.monotonic() + timeout
        while not good(screen := self.text()):
            left = deadline - time.monotonic()
            if left <= 0 or (self.process.poll() is not None and not self._reader.is_alive()):
                raise AssertionError(f"no {what!r} within {timeout:g} s on\n{screen}")
            with self._changed:
                self._changed.wait(min(left, 0.5))
        return screen

    def press_until(self, key: str, *texts: str, timeout: float = 30.0) -> str:
        """Press a key until it is taken: a plan takes no approval before it can have been read."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            self.press(key)
            with suppress(AssertionError):
                return self.wait_for(*texts, timeout=1.0)
        return self.wait_for(*texts, timeout=0.0)

    def kill(self) -> None:
        """kill -9, as the kernel's out-of-memory killer does it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join(1)  # or it would read on from the next terminal, whose number is the same
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection to the jump host does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _read(self) -> None:
        master = self._master
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                data = b""
            with self._changed:
                if data:
                    self._hear(data)
                self._changed.notify_all()
            if not data:
                return

    def _hear(self, data: bytes) -> None:
        """What the program wrote, drawn; a subclass may keep it."""
        self._heard += data
        self._stream.feed(data)
