"""What the hosts' own awk makes of log files: each error behind a date, the same once."""

from __future__ import annotations

import subprocess

from actions.facts.hosts.log_lines import DATED_LINES

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
    done = subprocess.run(["awk", DATED_LINES], input=LOG, capture_output=True, text=True, check=True)
    assert done.stdout == TOLD
