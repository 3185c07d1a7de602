"""The simulated hosts' shell: what dash would print, line by line."""

from __future__ import annotations

import pytest

from actions.formats.config_edit import CHANGED, Owned, write
from actions.model.secret import Secret, Text
from actions.sim.call import Call, TextInput
from actions.sim.commands.all import find
from actions.sim.files import File
from actions.sim.host import Host
from actions.sim.shell import run_line
from actions.sim.state import Cloud
from actions.transport import remote_command

CASES = {
    "words and quotes": (r"""echo a  'b  c' "d e" f\ g""", "a b  c d e f g\n", "", 0),
    "a comment": ("echo a # b", "a\n", "", 0),
    "one after another": ("echo a; echo b", "a\nb\n", "", 0),
    "and": ("false && echo a; true && echo b", "b\n", "", 0),
    "or": ("false || echo a; true || echo b", "a\n", "", 0),
    "not": ("! false && echo a", "a\n", "", 0),
    "the last exit code": ("false; echo $?", "1\n", "", 0),
    "exit": ("exit 3; echo never", "", "", 3),
    "a pipe": ("echo b a | cat | wc", "1\n", "", 0),
    "variables": ("A='x y'; echo $A \"$A\" '$A' ${A}z", "x y x y $A x yz\n", "", 0),
    "a command's output": ('echo "$(echo a; echo b)" $(echo c)', "a\nb c\n", "", 0),
    "for one command": ("A=b sh -c 'echo $A'", "b\n", "", 0),
    "exported": ("export A=b; sh -c 'echo $A'", "b\n", "", 0),
    "arguments of sh": ("sh -c 'echo $1' sh x", "x\n", "", 0),
    "all arguments of sh": (
        "sh -c 'sh -c \"\\$1\" sh b; exec \"$@\"' sh echo 'a  b' c",
        "a  b c\n",
        "sh: 1: b: not found\n",
        0,
    ),
    "a variable keeps its blanks": ("A=$(echo 'a  b'); echo \"$A\"", "a  b\n", "", 0),
    "a line of the input": ("read -r a; cat; echo $a", "typed\n", "", 0),
    "two files": (
        "echo a > /tmp/a; cp /tmp/a /tmp/b; cmp -s /tmp/a /tmp/b && cmp -s /tmp/a /nope",
        "",
        "",
        2,
    ),
    "a digest": (
        "echo a | sha256sum",
        "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7  -\n",
        "",
        0,
    ),
    "braces": ("{ echo a; echo b; } | wc", "2\n", "", 0),
    "parentheses": ("(A=b; exit 2) || echo $?$A", "2\n", "", 0),
    "errors away": ("cat /nope 2>/dev/null || echo none", "none\n", "", 0),
    "errors with the rest": ("cat /nope 2>&1", "cat: /nope: No such file or directory\n", "", 1),
    "output to errors": ("echo a >&2", "", "a\n", 0),
    "a file written and read": ("echo a > /tmp/f; echo b >> /tmp/f; cat < /tmp/f", "a\nb\n", "", 0),
    "no such file": ("cat < /nope", "", "sh: 1: cannot open /nope: No such file\n", 2),
    "no such command": ("nope", "", "sh: 1: nope: not found\n", 127),
    "bad syntax": ("echo 'a", "", "sh: 1: Syntax error: Unterminated quoted string\n", 2),
    "who": ("whoami; sudo -n whoami; sudo -n -u nova whoami", "operator\nroot\nnova\n", "", 0),
    "su as root": ("sudo -n su -s /bin/sh -c 'whoami' nova", "nova\n", "", 0),
    "su as another": ("su -s /bin/sh -c whoami nova", "", "Password: su: Authentication failure\n", 1),
    "a lock": ("flock -o -E 75 -w 1 /run/l sh -c 'echo a'", "a\n", "", 0),
    "a lock that is held": ("flock /run/l flock -n -E 75 /run/l echo a", "", "", 75),
    "a command that is too slow": ("timeout 0.01 sleep 5", "", "", 124),
    "grep": ("printf 'a\\n#b\\n\\n c\\n' | grep -vE '^([#;]|[[:space:]]*$)'", "a\n c\n", "", 0),
    "grep that finds nothing": ("echo a | grep b", "", "", 1),
    "grep in many": ("grep -sH o /etc/hostname /nope", "/etc/hostname:solo\n", "", 2),
    "grep's basic pattern": (r"echo 'a(b)+' | grep -o '(b)+'", "(b)+\n", "", 0),
    "a secret file": ("cat /etc/secret", "", "cat: /etc/secret: Permission denied\n", 1),
    "a folder of root's": (
        "echo a > /etc/x",
        "",
        "sh: 1: cannot create /etc/x: Permission denied\n",
        2,
    ),
    "a test": ("test -e /etc/secret && [ a != b ] && ! test -d /nope && echo yes", "yes\n", "", 0),
}


async def run(line: str, user: str = "operator", typed: str = "typed\n") -> tuple[str, str, int]:
    """What a line prints, and its exit code."""
    cloud = Cloud()
    host = Host("solo", "10.0.0.9", ("controller",), cloud.clock)
    cloud.hosts[host.name] = host
    host.files.add("/etc/hostname", File("solo\n", cloud.clock.now()))
    host.files.add("/etc/secret", File("x\n", cloud.clock.now(), mode=0o600))
    out: list[str] = []
    err: list[str] = []
    call = Call(cloud, host, user, ("sh",), TextInput(typed), out.append, err.append, find, {})
    code = await run_line(call, line)
    return "".join(out), "".join(err), code


@pytest.mark.parametrize("case", CASES)
async def test_it_prints_what_dash_prints(case: str) -> None:
    line, out, err, code = CASES[case]
    assert await run(line) == (out, err, code)


async def test_a_file_is_replaced_with_its_owner_and_mode_and_backed_up_once() -> None:
    line = (
        "cp -an /etc/secret /etc/secret.before && "
        "install -m 640 -o root -g nova /dev/stdin /etc/secret.new && "
        "mv /etc/secret.new /etc/secret && stat -c '%U:%G %a' /etc/secret /etc/secret.before && "
        "cat /etc/secret /etc/secret.before && ls /etc"
    )
    out, err, code = await run(line, "root")
    assert (err, code) == ("", 0)
    assert out.splitlines() == [
        "root:nova 640", "root:root 600", "typed", "x", "hostname", "secret", "secret.before",
    ]  # fmt: skip


@pytest.mark.parametrize(("read", "code"), [("x\n", 0), ("another\n", CHANGED)])
async def test_an_edit_of_the_engine_s_is_understood(read: str, code: int) -> None:
    """As root by sudo, under the host's lock, with what it says of both."""
    edit = write("solo", "/etc/secret", Text.of("new\n"), Owned(), now=Secret(read))
    assert edit.sent is not None
    line = remote_command.command(edit.line, "root", root=False, timeout=60)
    line += "; code=$?; sudo cat /etc/secret; exit $code"
    out, err, ended = await run(line, typed=edit.sent.wire())
    assert (ended, err) == (code, "")
    said = (
        ()
        if not code
        else ("/etc/secret was changed since it was read, or is no UTF-8: nothing was written",)
    )
    assert out.splitlines() == [
        remote_command.ENTERED,
        remote_command.LOCKED,
        *said,
        "x" if code else "new",
    ]
