"""The table of signatures: each has lines of its own, which no other matches, and which are kept."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from actions.causes.signatures import OF_CLIENTS, OF_REQUESTS, SIGNATURES, Signature, signature
from actions.facts.hosts.log_lines import DATED_LINES, JOURNAL_LINES, PROBE
from actions.model.query import ShellResult

TOLD: dict[str, str | list[str]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "signatures.json").read_text()
)
LINES = {key: [told] if isinstance(told, str) else told for key, told in TOLD.items()}
AT, DATE = 1795895480, "2026-11-28 20:51:20"


@pytest.mark.parametrize("one", SIGNATURES, ids=lambda one: one.key)
def test_its_own_lines_and_no_other(one: Signature) -> None:
    found = {line for lines in LINES.values() for line in lines if re.search(one.pattern, line)}
    assert found == set(LINES[one.key])


@pytest.mark.parametrize(
    ("title", "program", "before"),
    [
        ("journal", JOURNAL_LINES, f"{AT}.100000 ctl1 program[17]: "),
        ("file", DATED_LINES, f"{DATE}.100 17 "),
        ("file", DATED_LINES, "*** Starting uWSGI 2.0.21 (64bit) on [Sat Nov 28 20:51:20 2026] ***\n"),
    ],
    ids=("journal", "dated", "behind-a-date"),
)
def test_what_is_kept_of_logs_has_each_of_them(title: str, program: str, before: str) -> None:
    """By the hosts' own awk: with its time in the journal, and in a file with a date or behind one."""
    logs = "".join(
        f"==> {key}.{number} <==\n{before}{line}\n"  # a file each, or only the last would be kept
        for key, lines in LINES.items()
        for number, line in enumerate(lines)
    )
    done = subprocess.run(["awk", program], input=logs, capture_output=True, text=True, check=True)
    answer = f"@@now\n{AT + 20} +0100\n@@{title} program\n{done.stdout}"
    known = (signature(line.text) for line in PROBE.parse(ShellResult(0, answer))["program"])
    kept = [one.key for one in known if one is not None]
    assert sorted(kept) == sorted(key for key, lines in LINES.items() for _ in lines)


@pytest.mark.parametrize("one", SIGNATURES, ids=lambda one: one.key)
def test_what_it_says_is_half_a_sentence(one: Signature) -> None:
    assert one.cause
    assert one.advice
    assert not one.cause.endswith(".")
    assert not one.advice.endswith(".")


def test_there_are_enough_and_each_once() -> None:
    assert len(SIGNATURES) >= 60
    assert len({one.key for one in SIGNATURES}) == len(SIGNATURES)
    assert LINES.keys() == {one.key for one in SIGNATURES}
    assert {one.key for one in SIGNATURES} >= OF_CLIENTS | OF_REQUESTS


@pytest.mark.parametrize(
    "line",
    [
        "INFO nova.compute.resource_tracker Final resource view: free_ram=7000MB",
        "[Warning] IP address '10.0.0.32' could not be resolved: Name or service not known",
        "[warning] <0.443.0> memory resource limit alarm cleared on node rabbit@ctl1",
        "WARNING keystone Authorization failed. The account is locked for user: 8a7c from 10.0.0.9",
    ],
)
def test_a_line_of_routine_has_none(line: str) -> None:
    assert signature(line) is None


NAMED = {
    "conf-absent": "/etc/nova/api-paste.ini is not there, or the service may not read it",
    "permission": "it may not read or write /var/log/nova/nova-manage.log",
    "conf-unparsed": "/etc/nova/nova.conf:12 cannot be parsed",
    "conf-required": "option transport_url in group [DEFAULT] is not set",
    "conf-value": "option local_ip has a value that is none of its kind",
    "module-missing": "module named 'oslo_service.backend' is missing, or of another release than the "
    "service",
    "account-incomplete": "an account in this configuration lacks auth_url",
    "broker-rights": "the user may log in to RabbitMQ, and has no rights to queue 'conductor' there",
    "ceph-pool": "Ceph has no pool volumes, or this client may not use it",
    "db-variable": "its configuration sets provider_bzip2, which this release does not know",
    "container-source": "/var/lib/kolla/config_files/ceph.conf, which the container is to take over at "
    "its start, is not there",
    "manager-not-ready": "the manager of cinder-backup is not ready, so that it calls itself down: a "
    "symptom",
    "mechanism-missing": "linuxbridge of mechanism_drivers is none that this neutron has",
    "port-not-bound": "Neutron could bind a port on compute1 with none of its mechanism drivers: a "
    "symptom",
}


@pytest.mark.parametrize("key", NAMED)
def test_a_cause_names_what_its_line_names(key: str) -> None:
    line = LINES[key][0]
    known = signature(line)
    assert known is not None
    assert known.of(line) == NAMED[key]


def test_what_a_line_does_not_name_has_no_name() -> None:
    line = "ERROR glance PermissionError: [Errno 13] Permission denied"
    known = signature(line)
    assert known is not None
    assert known.of(line) == "it may not read or write one of its files"
