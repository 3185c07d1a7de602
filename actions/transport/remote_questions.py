"""Sent to hosts and run there by their python3 (3.6 and later): standard library only, old syntax.

Several questions in one session: each line runs in a shell of its own, all at once, and its answer is
printed as soon as it ends, whole: "number exit-code bytes-of-output bytes-of-errors", a line end, and
both. A line that does not end in its time is ended here; what hangs on a dead device (state D) cannot
be, and is not waited for.
"""

# ruff: noqa: S606, UP031

import os
import select
import signal
import sys
import time

KILL = 5.0
"""Seconds from TERM to KILL."""

_TICK = 200
"""Milliseconds after which a line is seen to have ended, though something keeps its streams open."""


class _Line:
    """One line that runs."""

    def __init__(self, number: int, seconds: float, line: str) -> None:
        self.number = number
        self.ends = time.monotonic() + seconds
        self.said = [b"", b""]
        self.status = -1
        self._signals = [signal.SIGKILL, signal.SIGTERM]
        pipes = [os.pipe(), os.pipe()]
        self.pid = os.fork()
        if not self.pid:
            _become(line, [pipe[1] for pipe in pipes])
        for _, write in pipes:
            os.close(write)
        self.streams = {read: which for which, (read, _) in enumerate(pipes)}

    def read(self, stream: int) -> None:
        """What a stream has; at its end it is closed."""
        got = os.read(stream, 65536)
        if got:
            self.said[self.streams[stream]] += got
        else:
            del self.streams[stream]
            os.close(stream)

    def over(self) -> bool:
        """Whether it ended, or will not."""
        options = os.WEXITED | os.WNOWAIT | (os.WNOHANG if self.streams else 0)
        if self.status < 0 and os.waitid(os.P_PID, self.pid, options):
            self.end(signal.SIGKILL)  # its rest: the number is its own until it is waited for
            _, status = os.waitpid(self.pid, 0)
            self.status = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else status >> 8
        return self.status >= 0 or self._late()

    def _late(self) -> bool:
        """End it where its time is over; True where even that was in vain."""
        if time.monotonic() < self.ends:
            return False
        if not self._signals:
            self.status = 128 + signal.SIGKILL
            return True
        self.ends += KILL
        self.end(self._signals.pop())
        return False

    def end(self, number: int) -> None:
        """Send a signal to all that it runs; it has not been waited for yet."""
        try:
            os.killpg(self.pid, number)
        except OSError:  # it has not begun
            os.kill(self.pid, number)

    def answer(self) -> bytes:
        """All that it said, with what is in its streams still."""
        for stream in list(self.streams):
            while stream in self.streams and select.select([stream], [], [], 0)[0]:
                self.read(stream)
        head = "%d %d %d %d\n" % (self.number, self.status, len(self.said[0]), len(self.said[1]))
        return head.encode() + b"".join(self.said)


def _become(line: str, streams: "list[int]") -> None:
    """In the child: a shell with nothing to read, which is killed by a closed pipe as others are."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(streams[0], 1)
    os.dup2(streams[1], 2)
    os.closerange(3, 256)
    os.execv("/bin/sh", ["sh", "-c", line])


def main(questions: "list[tuple[float, str]]") -> None:
    """Ask all at once, and print each answer as it comes; who hears no more of it ends them all."""
    running = [_Line(number, *question) for number, question in enumerate(questions)]
    try:
        _print_all(running)
    finally:
        for line in running:
            line.end(signal.SIGKILL)


def _print_all(running: "list[_Line]") -> None:
    owners = {stream: line for line in running for stream in line.streams}
    poll = select.poll()
    for stream in owners:
        poll.register(stream, select.POLLIN)
    while running:
        for stream, _ in poll.poll(_TICK):
            owners[stream].read(stream)
            if stream not in owners[stream].streams:
                poll.unregister(stream)
        for line in [line for line in running if line.over()]:
            running.remove(line)
            for stream in line.streams:
                poll.unregister(stream)
            sys.stdout.buffer.write(line.answer())
            sys.stdout.buffer.flush()
