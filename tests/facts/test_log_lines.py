"""What the hosts' own awk makes of log files: each error behind a date, the same once."""

from __future__ import annotations

import subprocess

import pytest

from actions.facts.hosts.log_lines import DATED_LINES, JOURNAL_LINES, LINES

LOG = """\
cut off before its date: error
*** Starting uWSGI 2.0.21-debian (64bit) on [Sun Nov 29 21:40:04 2026] ***
Traceback (most recent call last):
oslo_config.cfg.ConfigFilesNotFoundError: Failed to find some config files: /etc/nova/api-paste.ini
--- no python application found, check your startup logs for errors ---
[pid: 9|app: -1|req: -1/1] 10.0.0.1 () {24 vars} [Sun Nov 29 21:40:09 2026] GET / => (HTTP/1.1 500)
--- no python application found, check your startup logs for errors ---
==> /var/log/nova/other.log <==
no date yet: error
2026-11-29 21:40:20.154 16540 ERROR nova [-] one
2026-11-29T21:40:21.154Z|00012|ovsdb|WARN|connection failed
"""
TOLD = """\
\tcut off before its date: error
Sun Nov 29 21:40:04 2026\toslo_config.cfg.ConfigFilesNotFoundError: Failed to find some config files: \
/etc/nova/api-paste.ini
Sun Nov 29 21:40:09 2026\t--- no python application found, check your startup logs for errors ---
\tno date yet: error
2026-11-29 21:40:20\t2026-11-29 21:40:20.154 16540 ERROR nova [-] one
2026-11-29T21:40:21\t2026-11-29T21:40:21.154Z|00012|ovsdb|WARN|connection failed
"""


def test_each_error_has_a_date_and_stands_once() -> None:
    assert _kept(LOG) == TOLD


def _kept(log: str, program: str = DATED_LINES) -> str:
    return subprocess.run(
        ["awk", program], input=log, capture_output=True, text=True, check=True
    ).stdout


AT = "2026-11-29 21:40:20"
LOST = f"{AT}.154 77 WARNING nova.virt.libvirt.host [-] Connection to libvirt lost: 1\n"
REFUSED = f"{AT}.155 77 ERROR nova [-] Connection refused\n"


@pytest.mark.parametrize("program", [JOURNAL_LINES, DATED_LINES])
def test_neither_errors_nor_warnings_nor_chatter_push_the_others_out(program: str) -> None:
    trace = [f"{AT}.200 77 ERROR nova   File line {n}, an exception\n" for n in range(90)]
    kept = _kept("".join((LOST, *trace)), program).splitlines()
    assert len(kept) == LINES + 1
    assert LOST.strip() in kept[0]
    warned = [f"{AT}.200 77 WARNING nova Instance {n} could not be moved\n" for n in range(90)]
    kept = _kept("".join((REFUSED, *warned)), program).splitlines()
    assert len(kept) == LINES + 1
    assert REFUSED.strip() in kept[0]
    chatter = [
        f"{AT}.200 77 INFO nova.wsgi 10.0.0.1 GET /servers/{n} 404 Not Found\n"
        f"{AT}.200 77 WARNING oslo_config.cfg Deprecated: option {n} is unknown from now on\n"
        f"{AT}.200 [info] <0.{n}.0> connection closed, user unknown\n"
        f"{AT} 0 [Note] WSREP: member {n} lost\n"
        f"[Sun Nov 29 21:40:20.5 2026] [mpm_event:notice] [pid {n}] AH00489: lost\n"
        f"2026-11-29T21:40:20.154Z|{n}|jsonrpc|INFO|peer closed, unknown\n"
        f"{AT}.200 77 WARNING nova.conf it is {n} o'clock\n"
        for n in range(30)
    ]
    (kept_one,) = _kept("".join((LOST, *chatter)), program).splitlines()
    assert LOST.strip() in kept_one


def test_each_file_has_room_of_its_own_and_one_with_two_names_is_told_once() -> None:
    one, two = LOST.replace("lost", "refused"), "".join(f"{AT}.300 7 ERROR x {n}\n" for n in range(40))
    files = f"==> a.log <==\n{one}\n==> b.log <==\n{two}\n==> c.log <==\n{one}"
    kept = _kept(files).splitlines()
    assert len(kept) == 1 + LINES
    assert "refused" in kept[0]
    assert kept[-1].endswith("ERROR x 39")


def test_apaches_dates_have_a_fraction() -> None:
    line = (
        "[Sun Nov 29 21:40:20.154321 2026] [wsgi:error] [pid 9] (13)Permission denied: AH00072: bind\n"
    )
    assert _kept(line) == f"Sun Nov 29 21:40:20 2026\t{line}"
