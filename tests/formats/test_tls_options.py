"""TLS options as SQLAlchemy hands them to PyMySQL, and oslo.messaging to py-amqp."""

from __future__ import annotations

import pytest

from actions.formats.tls_options import of_broker, of_database
from actions.formats.url import Url
from actions.model.tls import SYSTEM, Tls

DATABASES = {
    "": None,
    "charset=utf8": None,
    "ssl_ca=": None,
    "ssl_ca=/ca.pem&ssl_disabled=true": None,
    "ssl_ca=/ca.pem&ssl_disabled=false": None,  # any text is true to PyMySQL
    "ssl_ca=/ca.pem": Tls("PyMySQL", ca="/ca.pem", verify=True, names=True),
    "charset=utf8&ssl_ca=%2Fetc%2Fca.pem": Tls("PyMySQL", ca="/etc/ca.pem", verify=True, names=True),
    "ssl_ca=/ca.pem&ssl_check_hostname=False": Tls("PyMySQL", ca="/ca.pem", verify=True),
    "ssl_capath=/ca": Tls("PyMySQL", folder="/ca", verify=True, names=True),
    "ssl_check_hostname=true": Tls("PyMySQL"),
    "ssl_cipher=AES256-SHA": Tls("PyMySQL", ciphers="AES256-SHA"),
    "ssl_cert=/c.pem&ssl_key=/k.pem": Tls("PyMySQL", cert="/c.pem", key="/k.pem"),
    "ssl_key=/k.pem": Tls("PyMySQL"),
    "ssl_ca=/ca.pem&ssl_verify_cert=true": Tls("PyMySQL", ca=SYSTEM, verify=True),
    "ssl_ca=/ca.pem&ssl_cert=/c.pem&ssl_verify_cert=false": Tls("PyMySQL"),
    "ssl_ca=/ca.pem&ssl_verify_identity=true": Tls("PyMySQL"),
    "ssl_verify_cert=1&ssl_verify_identity=1": Tls("PyMySQL", ca=SYSTEM, verify=True),
}
BROKERS: dict[str, tuple[str, dict[str, str], Tls | None]] = {
    "none": ("", {}, None),
    "off": ("", {"ssl": "false", "ssl_ca_file": "/ca.pem"}, None),
    "on": ("", {"ssl": "True"}, Tls("amqp", ca=SYSTEM, verify=True)),
    "a version": ("", {"ssl": "1", "ssl_version": "TLSv1_2"}, Tls("amqp", version="TLSv1_2")),
    "an authority": (
        "",
        {"ssl": "yes", "ssl_ca_file": "/ca.pem", "ssl_version": "SSLv23"},
        Tls("amqp", ca="/ca.pem", verify=True, names=True),
    ),
    "the URL before the file": (
        "?ssl=1&ssl_ca_file=/own.pem",
        {"ssl": "false", "ssl_ca_file": "/ca.pem"},
        Tls("amqp", ca="/own.pem", verify=True, names=True),
    ),
    "off in the URL": ("?ssl=0", {"ssl": "true"}, None),
    "a certificate": (
        "",
        {"ssl": "on", "ssl_ca_file": "/ca.pem", "ssl_cert_file": "/c.pem", "ssl_key_file": "/k.pem"},
        Tls("amqp", ca="/ca.pem", cert="/c.pem", key="/k.pem", verify=True, names=True),
    ),
}


@pytest.mark.parametrize("query", DATABASES)
def test_a_databases_url(query: str) -> None:
    url = Url.parse(f"mysql+pymysql://nova:NOVA_DBPASS@controller/nova?{query}")
    assert url is not None
    assert of_database(url) == DATABASES[query]


def test_of_another_driver_nothing_is_known() -> None:
    url = Url.parse("mysql+mysqldb://nova:NOVA_DBPASS@controller/nova?ssl_ca=/ca.pem")
    assert url is not None
    assert of_database(url) is None


@pytest.mark.parametrize("name", BROKERS)
def test_a_transport_url(name: str) -> None:
    query, options, wanted = BROKERS[name]
    url = Url.parse(f"rabbit://openstack:RABBIT_PASS@controller:5671/{query}")
    assert url is not None
    assert of_broker(url, lambda key: options.get(key, "")) == wanted


def test_of_several_places_no_name_is_held_against_them() -> None:
    url = Url.parse("rabbit://openstack:RABBIT_PASS@mq1:5671,openstack:RABBIT_PASS@mq2:5671/")
    options = {"ssl": "true", "ssl_ca_file": "/ca.pem"}
    assert url is not None
    assert of_broker(url, lambda key: options.get(key, "")) == Tls("amqp", ca="/ca.pem", verify=True)


def test_its_files() -> None:
    tls = Tls("amqp", ca="/own.pem", cert="/both.pem", key="/both.pem")
    assert tls.files == ("/own.pem", "/both.pem")
