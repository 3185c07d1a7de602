"""Logs add to findings: their last lines, and a likely cause; they make none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.causes.evidence import attached
from actions.causes.report import report
from actions.facts.hosts import log_lines
from actions.model.entity import api, service
from actions.model.finding import Finding, Severity
from actions.model.query import ShellQuery
from tests.checks.building import NOW, build

REFUSED = "ERROR x amqp.exceptions.AccessRefused: (0, 0): (403) ACCESS_REFUSED - Login was refused"
UNINITIALIZED = "ERROR x Volume driver LVMVolumeDriver not initialized"
NO_GROUP = "ERROR x Stderr: '  Volume group \"cinder-volumes\" not found'"


def _found(unit: dict[str, Any], *lines: tuple[float, str]) -> list[Finding]:
    """What is found where compute1's unit says that, with those lines of so many seconds ago."""
    logged = [{"at": NOW - ago, "text": text, "source": "journal"} for ago, text in lines]
    case = {
        "hosts": {"compute1": {"units": {"nova-compute": unit}}},
        "facts": {"log-lines": {"compute1": {"nova-compute": logged}}},
    }
    return list(report(build(case)).every)


def test_the_line_and_its_cause_are_evidence_and_the_sentence_calls_it_likely() -> None:
    (found,) = _found({"active": "failed"}, (30, REFUSED), (20, "ERROR x something else"))
    assert [(one.source, one.at) for one in found.evidence] == [
        ("journal of nova-compute on compute1", NOW - 30),
        ("likely", NOW - 30),
        ("journal of nova-compute on compute1", NOW - 20),
    ]
    assert found.message.endswith(
        " Likely, by its log: RabbitMQ refuses the user or the password of this service's "
        "transport_url."
    )


def test_what_nova_itself_calls_over_is_not_why() -> None:
    over = "INFO nova.servicegroup.drivers.db [-] Recovered from being unable to report status."
    (found,) = _found({"active": "failed"}, (40, REFUSED), (30, over), (20, "ERROR x something else"))
    assert [one.text for one in found.evidence] == ["ERROR x something else"]


def test_a_symptom_gives_way_to_its_cause() -> None:
    (found,) = _found({"active": "failed"}, (30, NO_GROUP), (20, UNINITIALIZED))
    assert "the volume group that the backend's configuration names" in found.message


def test_one_users_token_is_no_cause_and_many_refused_ones_are() -> None:
    refused = "WARNING x Authorization failed for token"
    ill = {"age": 600, "container": "Up 10 minutes (unhealthy)"}
    (found,) = _found(ill, (30, refused), (20, refused))
    assert "Likely" not in found.message
    (found,) = _found(ill, *((ago, refused) for ago in (30, 20, 10)))
    assert "Likely, by its log: a user's token is not accepted" in found.message


INVALID = "ERROR x cinder.exception.InvalidVolume: Invalid volume: Volume status must be available"
"""What one user asked of a volume that is not free."""


def test_no_unit_ends_by_what_one_user_asked_however_often() -> None:
    killed = {"active": "failed", "result": "signal"}
    (found,) = _found(killed, *((ago, INVALID) for ago in (30, 20, 10)))
    assert "Likely" not in found.message
    assert len(found.evidence) == 3
    (found,) = _found(killed, (30, REFUSED), *((ago, INVALID) for ago in (20, 10, 5)))
    assert "Likely, by its log: RabbitMQ refuses the user" in found.message


ARIA = "0 [ERROR] mariadbd: Aria recovery failed. Please run aria_chk -r on all Aria tables (*.MAI)"
DENIED = "5 [Warning] Access denied for user 'haproxy'@'10.0.0.11' (using password: NO)"
OWN = "0 [ERROR] Fatal error: Can't open and lock privilege tables: Table 'mysql.db' doesn't exist"
QUIET = (
    "[error] <0.901.0> closing AMQP connection <0.901.0>: missed heartbeats from client, timeout: 60s"
)
VHOST = (
    "[error] <0.812.0> operation connection.open caused a connection exception not_allowed: "
    "\"access to vhost '/nova' refused for user 'openstack'\""
)
COOKIE = "[error] Error when reading /var/lib/rabbitmq/.erlang.cookie: eacces"


@pytest.mark.parametrize(
    ("unit", "lines", "likely"),
    [
        ("mariadb", (ARIA, DENIED), "MariaDB's own Aria tables could not be recovered"),
        ("mariadb", (DENIED, DENIED, DENIED), ""),
        ("mariadb", (OWN, DENIED), "MariaDB's own tables are not in its data folder"),
        ("rabbitmq-server", (COOKIE, QUIET, VHOST), "RabbitMQ may not read its Erlang cookie"),
        ("rabbitmq-server", (QUIET, VHOST, REFUSED), ""),
    ],
)
def test_what_a_server_tells_of_its_clients_is_not_why_it_fell(
    unit: str, lines: tuple[str, ...], likely: str
) -> None:
    logged = [{"at": NOW - 30 + n, "text": text, "source": "journal"} for n, text in enumerate(lines)]
    case = {
        "hosts": {"controller": {"units": {unit: "failed"}}},
        "facts": {"log-lines": {"controller": {unit: logged}}},
    }
    (found,) = (one for one in report(build(case)).every if one.code == "unit-failed")
    assert found.message.partition("Likely, by its log: ")[2].startswith(likely)
    assert ("Likely" in found.message) == bool(likely)
    assert found.evidence


def test_what_is_no_error_is_shown_where_it_names_the_cause_or_where_there_is_none() -> None:
    warned = "WARNING x could not be found"
    (found,) = _found({"active": "failed"}, (30, "ERROR x one"), *((ago, warned) for ago in (9, 8, 7)))
    assert [one.text for one in found.evidence] == ["ERROR x one"]
    (found,) = _found({"active": "failed"}, (9, warned))
    assert [one.text for one in found.evidence] == [warned]
    lost = "WARNING nova.virt.libvirt.host Connection to libvirt lost: 1"
    (found,) = _found({"active": "failed"}, (30, "ERROR x one"), (9, lost))
    assert [one.text for one in found.evidence if one.source != "likely"] == [lost, "ERROR x one"]


def test_what_is_older_than_the_start_of_a_unit_that_runs_says_nothing() -> None:
    ill = {"age": 600, "container": "Up 10 minutes (unhealthy)"}
    (found,) = _found(ill, (1200, REFUSED))
    assert found.evidence == ()
    (found,) = _found(ill, (300, REFUSED))
    assert len(found.evidence) == 2


def test_what_is_long_older_than_the_finding_says_nothing_though_the_unit_has_run_since() -> None:
    logged = [{"at": NOW - ago, "text": REFUSED, "source": "journal"} for ago in (900, 300)]
    case = {
        "hosts": {"compute1": {"units": {"nova-compute": {"age": 7200}}}},
        "facts": {"log-lines": {"compute1": {"nova-compute": logged}}},
    }
    about = Finding(
        "x", Severity.WARNING, "x", "It is ill.", entity=service("compute1", "nova-compute")
    )
    late, undated = attached((replace(about, since=NOW - 60), about), build(case))
    assert late.evidence == ()
    assert {one.at for one in undated.evidence} == {NOW - 300}  # not what was logged at a boot before


def test_one_that_falls_says_why_before_it_is_started_again() -> None:
    (found,) = _found({"age": 4, "restarts": 30}, (6, REFUSED))
    assert found.code == "unit-failed"
    assert "Likely, by its log" in found.message
    (found,) = _found({"age": 4, "restarts": 30}, (600, REFUSED))  # of another trouble, before
    assert found.evidence == ()


def test_a_line_alone_is_no_finding() -> None:
    assert _found({"age": 600}, (5, REFUSED)) == []


def test_only_hosts_with_a_service_in_trouble_are_asked_and_what_failed_first() -> None:
    assert log_lines.PROBE.ask(build({})) == {}
    case = {
        "hosts": {"compute1": {"units": {"neutron-linuxbridge-agent": "failed"}}},
        "services": {"nova-compute compute1": {"state": "down"}},
        "endpoints": {"http://controller:8774/": 500},
    }
    asked = {host: _line(query) for host, query in log_lines.PROBE.ask(build(case)).items()}
    assert asked.keys() == {"compute1", "controller"}
    assert asked["compute1"].index("linuxbridge") < asked["compute1"].index("-u '\"'\"'nova-compute")
    assert "nova-api" in asked["controller"]
    assert "nova-conductor" not in asked["controller"]


def test_what_ended_well_is_not_asked_about() -> None:
    """As Debian's console proxies that are enabled and not configured: it was asked in every look."""
    ended = {"active": "inactive", "stopped": 90, "enabled": "enabled"}
    for result, asked in (("success", set()), ("signal", {"compute1"})):
        case = {"hosts": {"compute1": {"units": {"nova-serialproxy": {**ended, "result": result}}}}}
        assert log_lines.PROBE.ask(build(case)).keys() == asked


def _line(query: object) -> str:
    assert isinstance(query, ShellQuery)
    return query.line


def test_what_a_unit_complained_of_before_somebody_stopped_it_is_not_why() -> None:
    (found,) = _found({"active": "inactive", "stopped": 90}, (100, REFUSED))
    assert (found.code, found.evidence) == ("unit-inactive", ())
    assert "Likely" not in found.message


@pytest.mark.parametrize(("status", "likely"), [(201, False), (401, True)])
def test_a_refusal_is_over_where_keystone_lets_the_account_in(status: int, likely: bool) -> None:
    glance = "/etc/glance/glance-api.conf"
    account = {"auth_url": "http://controller:5000/v3", "username": "glance", "password": "GP"}
    refused = "ERROR keystonemiddleware.auth_token [-] Identity server rejected authorization"
    case = {
        "hosts": {
            "controller": {
                "units": {"glance-api": {"age": 7200}},
                "conf": {glance: {f"[keystone_authtoken] {key}": v for key, v in account.items()}},
            }
        },
        "facts": {
            "log-lines": {
                "controller": {"glance-api": [{"at": NOW - 300, "text": refused, "source": "its log"}]}
            },
            "service-logins": {
                "controller": [[[glance, "keystone_authtoken"], {"status": status, "alone": status}]]
            },
        },
    }
    about = Finding("x", Severity.WARNING, "x", "It is slow.", entity=api("image"))
    (found,) = attached((about,), build(case))
    assert ("Likely" in found.message) is likely


OF_KEYSTONE = (
    "ERROR keystone.server.flask.application [-] (pymysql.err.OperationalError) (2006, 'gone')"
)
OF_PLACEMENT = (
    "ERROR placement.fault_wrap [-] (pymysql.err.OperationalError) (1049, \"Unknown database 'p'\")"
)
OF_NOBODY = "[wsgi:error] [pid 9] OSError: an exception"


@pytest.mark.parametrize("server", ["httpd", "apache2"])
def test_what_a_web_server_logs_is_of_the_api_that_it_names(server: str) -> None:
    logged = [
        {"at": NOW - 30 + n, "text": text, "source": "log file"}
        for n, text in enumerate((OF_KEYSTONE, OF_PLACEMENT, OF_NOBODY))
    ]
    case = {
        "hosts": {"controller": {"units": {server: {"age": 7200}, "keystone": None}}},
        "facts": {"log-lines": {"controller": {server: logged}}},
    }
    about = Finding("x", Severity.WARNING, "x", "It is slow.", entity=api("identity"))
    (found,) = attached((about,), build(case))
    assert [one.text for one in found.evidence if one.source != "likely"] == [OF_KEYSTONE, OF_NOBODY]
    assert "the database ended the connection" in found.message
