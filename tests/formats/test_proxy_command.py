"""What is shown of a ProxyCommand: never a password, and all of it where it is but a way."""

from __future__ import annotations

import pytest

from actions.formats.proxy_command import hidden, shown

WHOLE = (
    "ssh -W %h:%p gate",
    "ssh -W [fd00::1]:22 -q ops@gate.example.com",
    "/usr/bin/ssh -F ~/.ssh/gate -i ~/.ssh/key.pem -o BatchMode=yes -p 2222 -W %h:%p ops@gate",
    "ssh -l ops gate -W 10.0.0.11:22",
    "/usr/local/bin/to-the-cloud",
)
PROGRAM = {
    "ncat --proxy-auth ops:hunter22 --proxy gate:3128 %h %p": "ncat …",
    "sshpass -p hunter22 ssh -W %h:%p gate": "sshpass …",
    "exec /opt/bin/relay -p hunter22 10.0.0.11": "/opt/bin/relay …",
    "SSHPASS=hunter22 sshpass -e ssh -W %h:%p gate": "…",
    "hunter22=x": "…",
    "'relay' hunter22": "…",
    "ssh gate ncat --proxy-auth hunter22 %h %p": "ssh …",
    "ssh -W %h:%p -o ProxyCommand='ncat --proxy-auth hunter22 %h %p' gate": "ssh …",
    "ssh -o SetEnv=TOKEN=hunter22 -W %h:%p gate": "ssh …",
    "ssh -W %h:%p ops:hunter22@gate": "ssh …",
    "ssh -W %h:%p gate; echo hunter22": "ssh …",
    "ssh -W %h:%p gate\nhunter22": "ssh …",
}


@pytest.mark.parametrize("command", WHOLE)
def test_a_way_by_ssh_is_shown_whole(command: str) -> None:
    assert shown(command) == command
    assert hidden(f"ProxyCommand={command}") == ""


@pytest.mark.parametrize("command", PROGRAM)
def test_of_what_may_hold_a_password_the_program_is_shown(command: str) -> None:
    assert shown(command) == PROGRAM[command]
    assert hidden(f"ProxyCommand={command}") == PROGRAM[command]


def test_no_other_option_is_hidden() -> None:
    assert hidden("IdentityFile=~/.ssh/cloud key") == ""
