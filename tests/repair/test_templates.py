"""Templates: filled by nova's rules, they lead back to nova.conf's own URLs."""

from __future__ import annotations

import pytest

from actions.deployments.nova_manage import quoted
from actions.formats.url import expanded
from actions.repair.cells.templates import (
    database_template,
    fillable,
    shows_password,
    transport_template,
)

DATABASES = {
    "mysql+pymysql://nova:PASS@controller/nova": "{scheme}://{username}:{password}@{hostname}/S",
    "mysql+pymysql://nova:PASS@controller:3307/nova": (
        "{scheme}://{username}:{password}@{hostname}:{port}/S"
    ),
    "mysql+pymysql://nova:P%40SS@controller/nova?charset=utf8&ssl_ca=/etc/ca.pem": (
        "{scheme}://{username}:{password}@{hostname}/S?{query}"
    ),
    "mysql+pymysql://nova@controller/nova": "{scheme}://{username}@{hostname}/S",
    "mysql+pymysql://nova:PASS@[2001:db8::1]:3306/nova": (
        "{scheme}://{username}:{password}@[{hostname}]:{port}/S"
    ),
    "mysql+pymysql://nova:PASS@[2001:db8::1]/nova": "{scheme}://{username}:{password}@[{hostname}]/S",
}
TRANSPORTS = (
    "rabbit://openstack:PASS@controller",
    "rabbit://openstack:PASS@controller/",
    "rabbit://openstack:PASS@controller:5672/",
    "rabbit://openstack:P%2FSS@controller:5672/nova?ssl=1",
    "rabbit://openstack:PASS@controller:5672//nova",
    "rabbit://openstack:PASS@mq1:5672,openstack:PASS@mq2:5673/",
    "rabbit://openstack:PASS@mq1,other:WORD@[2001:db8::2]:5671/cell",
)


@pytest.mark.parametrize("connection", DATABASES)
def test_a_database_template_is_nova_conf_with_another_schema(connection: str) -> None:
    template = database_template(connection, "S")
    assert template == DATABASES[connection]
    assert expanded(template, connection) == "S".join(connection.rsplit("nova", 1))


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_transport_template_is_nova_conf_itself(transport: str) -> None:
    template = transport_template(transport)
    assert "PASS" not in template
    assert expanded(template, transport) == transport


@pytest.mark.parametrize("url", [*DATABASES, *TRANSPORTS])
def test_what_nova_and_its_libraries_read_alike_can_fill_templates(url: str) -> None:
    assert fillable(url)


@pytest.mark.parametrize("password", ["a/b", "a?b", "a#b", "a[b"])
def test_a_password_at_which_urllib_stumbles_cannot(password: str) -> None:
    assert not fillable(f"mysql+pymysql://nova:{password}@controller/nova")


OWN = "mysql+pymysql://nova:PASS@controller:3307/nova"
OWN_TLS = f"{OWN}?charset=utf8&ssl_ca=/etc/new.pem"
PLACE = "{username}:{password}@{hostname}:{port}"
KEPT_DATABASES = {
    "the query of a template that nova.conf fills with nothing today": (
        OWN,
        "{scheme}://nova:OLD@old/nova?{query}",
        "{scheme}://" + PLACE + "/S?{query}",
    ),
    "the query of a template that is written out": (
        OWN,
        "{scheme}://{username}:{password}@old/nova?ssl_ca=/etc/ca.pem",
        "{scheme}://" + PLACE + "/S?ssl_ca=/etc/ca.pem",
    ),
    "both": (
        OWN_TLS,
        "{scheme}://{username}:{password}@old/nova?{query}&read_timeout=9",
        "{scheme}://" + PLACE + "/S?{query}&read_timeout=9",
    ),
    "the query of a URL": (
        OWN,
        "mysql+pymysql://nova:OLD@controller/nova?ssl_ca=/etc/ca.pem",
        "{scheme}://" + PLACE + "/S?ssl_ca=/etc/ca.pem",
    ),
    "another query than nova.conf's": (
        OWN_TLS,
        "mysql+pymysql://nova:OLD@controller/nova?ssl_ca=/etc/ca.pem",
        "{scheme}://" + PLACE + "/S?ssl_ca=/etc/ca.pem",
    ),
    "nova.conf's own query is followed": (
        OWN_TLS,
        "mysql+pymysql://nova:OLD@controller/nova?charset=utf8&ssl_ca=/etc/new.pem",
        "{scheme}://" + PLACE + "/S?{query}",
    ),
    "a query that only nova.conf has is taken": (
        OWN_TLS,
        "mysql+pymysql://nova:OLD@controller/nova",
        "{scheme}://" + PLACE + "/S?{query}",
    ),
    "another driver": (
        OWN,
        "mysql+mysqldb://nova:OLD@controller/nova",
        "mysql+mysqldb://" + PLACE + "/S",
    ),
    "another driver in a template": (
        OWN,
        "mysql+mysqldb://{username}:{password}@old/nova?{query}",
        "mysql+mysqldb://" + PLACE + "/S?{query}",
    ),
    "{path} where it leads there": (
        OWN.replace("/nova", "/S"),
        "{scheme}://{username}:{password}@old/{path}?{query}",
        "{scheme}://" + PLACE + "/{path}?{query}",
    ),
    "{path} where it does not": (
        OWN,
        "{scheme}://{username}:{password}@old/{path}?{query}",
        "{scheme}://" + PLACE + "/S?{query}",
    ),
    "a host that is written out and right": (
        OWN,
        "{scheme}://{username}:{password}@controller:3307/nova?{query}",
        "{scheme}://{username}:{password}@controller:3307/S?{query}",
    ),
    "not a password that is written out": (
        OWN,
        "{scheme}://{username}:PASS@controller:3307/S?{query}",
        "{scheme}://" + PLACE + "/S?{query}",
    ),
    "IPv6": (
        OWN.replace("controller", "[fd00::11]"),
        "mysql+pymysql://nova:OLD@[fd00::10]:3306/nova?ssl_ca=/etc/ca.pem",
        "{scheme}://{username}:{password}@[{hostname}]:{port}/S?ssl_ca=/etc/ca.pem",
    ),
    "a bare / in an old password": (
        OWN,
        "mysql+pymysql://nova:O/L@controller/nova?ssl_ca=/etc/ca.pem",
        "{scheme}://" + PLACE + "/S?ssl_ca=/etc/ca.pem",
    ),
    "nothing of another kind of database": (
        OWN,
        "sqlite:////var/lib/nova/nova.sqlite?timeout=3",
        "{scheme}://" + PLACE + "/S",
    ),
    "nothing of what is no URL": (OWN, "nonsense", "{scheme}://" + PLACE + "/S"),
}
LIST = "rabbit://u:PASS@h1:5672,u:PASS@h2:5673/cell?ssl=1"
HOSTS = "{username1}:{password1}@{hostname1}:{port1},{username2}:{password2}@{hostname2}:{port2}"
KEPT_TRANSPORTS = {
    "the query of a list": (
        LIST,
        "rabbit://u:OLD@h1:5672,u:OLD@h3:5673/cell?ssl_ca_file=/etc/ca.pem",
        "{scheme}://" + HOSTS + "/{path}?ssl_ca_file=/etc/ca.pem",
    ),
    "a virtual host of a template that leads there": (
        LIST,
        "{scheme}://{username}:{password}@h9:{port}/{path}?{query}",
        "{scheme}://" + HOSTS + "/{path}?{query}",
    ),
    "another virtual host does not": (
        LIST,
        "rabbit://u:OLD@h1:5672,u:OLD@h2:5673/other",
        "{scheme}://" + HOSTS + "/{path}?{query}",
    ),
    "a whole template": (
        LIST,
        "rabbit://" + HOSTS + "/{path}?ssl=0",
        "rabbit://" + HOSTS + "/{path}?ssl=0",
    ),
    "nothing of none": (LIST, "none:///?x=1", "{scheme}://" + HOSTS + "/{path}?{query}"),
}


@pytest.mark.parametrize(("own", "stored", "wanted"), KEPT_DATABASES.values(), ids=KEPT_DATABASES)
def test_what_a_database_url_has_beside_what_is_mended_stays(
    own: str, stored: str, wanted: str
) -> None:
    assert database_template(own, "S", stored) == wanted
    assert not shows_password(wanted)
    assert database_template(own, "S", wanted) == wanted


@pytest.mark.parametrize(("own", "stored", "wanted"), KEPT_TRANSPORTS.values(), ids=KEPT_TRANSPORTS)
def test_what_a_transport_url_has_beside_what_is_mended_stays(
    own: str, stored: str, wanted: str
) -> None:
    assert transport_template(own, stored) == wanted
    assert not shows_password(wanted)


@pytest.mark.parametrize(
    ("template", "shows"),
    [
        ("{scheme}://{username}:{password}@{hostname}/x", False),
        ("rabbit://{username1}:{password1}@a,{username2}:{password2}@b/", False),
        ("rabbit://{username1}:{password1}@a,u:WORD@b/", True),
        ("{scheme}://{username}:WORD@{hostname}/x", True),
        ("none:///", False),
    ],
)
def test_a_password_that_is_written_out_is_seen(template: str, shows: bool) -> None:
    assert shows_password(template) is shows


def test_a_url_is_one_word_of_the_shell() -> None:
    assert quoted("{scheme}://h/x?{query}") == '"{scheme}://h/x?{query}"'
    assert quoted("mysql://h/x?a=$(id)") == "'mysql://h/x?a=$(id)'"
