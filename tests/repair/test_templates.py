"""Templates: filled by nova's rules, they lead back to nova.conf's own URLs."""

from __future__ import annotations

import pytest

from actions.formats.url import expanded
from actions.repair.cells.templates import database_template, fillable, transport_template

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
