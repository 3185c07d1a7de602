"""URLs as SQLAlchemy, oslo.messaging and nova's templates read them; and no password shows."""

from __future__ import annotations

import random
import string
from urllib.parse import quote

import pytest

from actions.formats.url import Url, expanded, masked
from actions.model.secret import Secret

PARTS = {
    "as the guide has it": (
        "mysql+pymysql://nova:NOVA_PASS@controller/nova_api",
        ("mysql+pymysql", "nova", "NOVA_PASS", "controller", None, "nova_api", ""),
    ),
    "port and query": (
        "mysql+pymysql://nova:p@Db1:3307/nova?charset=utf8",
        ("mysql+pymysql", "nova", "p", "Db1", 3307, "nova", "charset=utf8"),
    ),
    "no login": ("mysql://db1/nova", ("mysql", "", None, "db1", None, "nova", "")),
    "no password": ("mysql://nova@db1/nova", ("mysql", "nova", None, "db1", None, "nova", "")),
    "encoded password": (
        "mysql://nova:p%40ss%2Fw@db1/nova",
        ("mysql", "nova", "p%40ss%2Fw", "db1", None, "nova", ""),
    ),
    "a slash in the password does no harm": (
        "mysql://nova:pa/ss@db1/nova",
        ("mysql", "nova", "pa/ss", "db1", None, "nova", ""),
    ),
    "a bare @ in the password does: transcript nova-manage-cell0-broken.txt, k": (
        "mysql+pymysql://nova:p@ss/w@controller/nova_cell0",
        ("mysql+pymysql", "nova", "p", "ss", None, "w@controller/nova_cell0", ""),
    ),
    "IPv6": ("mysql://n:p@[fd00::11]:3306/nova", ("mysql", "n", "p", "[fd00::11]", 3306, "nova", "")),
    "RabbitMQ": (
        "rabbit://openstack:RABBIT_PASS@controller:5672/",
        ("rabbit", "openstack", "RABBIT_PASS", "controller", 5672, "", ""),
    ),
    "SQLite": (
        "sqlite:////var/lib/nova/nova.sqlite_cell0",
        ("sqlite", "", None, "", None, "/var/lib/nova/nova.sqlite_cell0", ""),
    ),
    "none": ("none:///", ("none", "", None, "", None, "", "")),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts(name: str) -> None:
    text, wanted = PARTS[name]
    url = Url.parse(text)
    assert url is not None
    password = url.password.reveal() if url.password else None
    assert (url.scheme, url.user, password, url.host, url.port, url.path, url.query) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nova",
        "none:/",
        "mysql://n:p@db1:None/nova",
        "{scheme}://{username}:{password}@{hostname}/x",
    ],
)
def test_no_url(text: str) -> None:
    assert Url.parse(text) is None


@pytest.mark.parametrize(
    ("scheme", "mysql", "postgresql"),
    [
        ("mysql", True, False),
        ("mysql+pymysql", True, False),
        ("mariadb+pymysql", True, False),
        ("postgresql+psycopg2", False, True),
        ("rabbit", False, False),
    ],
)
def test_whose_server(scheme: str, mysql: bool, postgresql: bool) -> None:
    url = Url.parse(f"{scheme}://nova:p@db1/nova")
    assert url is not None and (url.mysql, url.postgresql) == (mysql, postgresql)


@pytest.mark.parametrize(
    ("end", "wanted"), [("", "/"), ("/", "/"), ("//", "/"), ("/%2F", "/"), ("/a%2Fb?ssl=1", "a/b")]
)
def test_virtual_host(end: str, wanted: str) -> None:
    url = Url.parse(f"rabbit://openstack:RABBIT_PASS@controller:5672{end}")
    assert url is not None and url.virtual_host == wanted


def test_a_list_of_brokers() -> None:
    url = Url.parse("rabbit://a:one@h1:5672,b:two@h2,c:three@[fd00::3]:5673/v?ssl=1")
    assert url is not None
    places = [(u.user, u.host, u.port) for u in (url, *url.others)]
    assert places == [("a", "h1", 5672), ("b", "h2", None), ("c", "[fd00::3]", 5673)]
    assert url.text.shown() == "rabbit://a:****@h1:5672,b:****@h2,c:****@[fd00::3]:5673/v?ssl=1"
    assert url.text.wire() == "rabbit://a:one@h1:5672,b:two@h2,c:three@[fd00::3]:5673/v?ssl=1"


def test_login_is_decoded_and_place_is_in_small_letters() -> None:
    url = Url.parse("mysql://no%20va:p%40ss%2Fw@Db1/nova")
    assert url is not None
    assert url.login == ("no va", Secret("p@ss/w"))
    assert url.place(3306) == ("db1", 3306, "nova")


@pytest.mark.parametrize("seed", range(200))
def test_no_part_of_a_password_shows(seed: int) -> None:
    luck = random.Random(seed)
    password = "Z" + "".join(luck.choices(string.ascii_uppercase + "@/:?#%'\" ,[]", k=12)) + "Z"
    quoted = quote(password, safe="")
    for written in (quoted, password.replace(",", "").replace("?", "").replace("[", "")):
        text = f"mysql+pymysql://nova:{written}@controller/nova"
        assert masked(text.replace(" ", "")).count("Z") == 0
        url = Url.parse(text)
        if url is not None:
            assert url.text.wire() == text
            assert "Z" not in url.text.shown()
    url = Url.parse(f"mysql://nova:{quoted}@controller/nova")
    assert url is not None
    assert url.login[1] == Secret(password)


CONF = "mysql+pymysql://nova:PW@Controller/nova?charset=utf8"
CLUSTER = "rabbit://a:one@H1:5672,b:two@h2:5673,c:three@h3/v"
TEMPLATES = {
    "transcript cell-templates.txt": (
        "{scheme}://{username}:{password}@{hostname}/{path}_cell0",
        CONF,
        "mysql+pymysql://nova:PW@controller/nova_cell0",
    ),
    "query": ("{scheme}://{hostname}/x?{query}", CONF, "mysql+pymysql://controller/x?charset=utf8"),
    "what is not there becomes None": (
        "{scheme}://{username}:{password}@{hostname}:{port}/x",
        CONF,
        "mysql+pymysql://nova:PW@controller:None/x",
    ),
    "no template": ("none:///", CONF, "none:///"),
    "nova.conf sets none": ("{scheme}://x", "", "{scheme}://x"),
    "an unknown part": ("{scheme}://{user}@x", CONF, "{scheme}://{user}@x"),
    "numbered parts of a single host": ("{scheme}://{hostname1}/x", CONF, "{scheme}://{hostname1}/x"),
    "numbered parts of a list": (
        "{scheme}://{username1}:{password1}@{hostname1}:{port1},{username2}:{password2}@{hostname2}:{port2}/{path}",
        CLUSTER,
        "rabbit://a:one@H1:5672,b:two@h2:5673/v",
    ),
    "the last of a list has no port": (
        "{scheme}://{username3}:{password3}@{hostname3}:{port3}/",
        CLUSTER,
        "rabbit://c:three@h3:None/",
    ),
    "a list without logins, which urlparse cannot read": (
        "{scheme}://{hostname1}/",
        "rabbit://h1:5672,h2:5672/",
        "{scheme}://{hostname1}/",
    ),
    "a port that is none": (
        "{scheme}://{hostname}:{port}/",
        "mysql://h:x/d",
        "{scheme}://{hostname}:{port}/",
    ),
    "a lone brace in a password": ("mysql://n:p}w@h/d{x", CONF, "mysql://n:p}w@h/d{x"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_are_filled_as_nova_fills_them(name: str) -> None:
    template, conf, wanted = TEMPLATES[name]
    assert expanded(template, conf) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("connection = mysql://nova:PW@h/d", "connection = mysql://nova:****@h/d"),
        ("rabbit://a:one@h1,b:two@h2/", "rabbit://a:****@h2/"),
        (
            "(1045, \"Access denied for user 'nova'@'ctl'\")",
            "(1045, \"Access denied for user 'nova'@'ctl'\")",
        ),
        ("http://controller:8774/v2.1", "http://controller:8774/v2.1"),
        ("mysql://nova:p'q@h/d and mysql://x:y@z/", "mysql://nova:****@h/d and mysql://x:****@z/"),
        ("http://jdoe@corp.com:S3cret@proxy:3128/", "http://jdoe@corp.com:****@proxy:3128/"),
        ("http://jdoe@corp.com:3128/a@b", "http://jdoe@corp.com:3128/a@b"),
        ("https://ghp_abcdef0123456789@github.com/x", "https://****@github.com/x"),
        ("https://ghp_abcdef01:x-oauth-basic@github.com/x", "https://****:****@github.com/x"),
        ("https://0123456789abcdef0123456789abcdef@sentry.io/1", "https://****@sentry.io/1"),
        (
            "https://git@github.com/x and mysql://nova@db1/nova",
            "https://git@github.com/x and mysql://nova@db1/nova",
        ),
        ("mysql://nova:pa ss@db/x", "mysql://nova:****@db/x"),
        ("http://ctl:5000/v3 by root@ctl", "http://ctl:5000/v3 by root@ctl"),
        ("http://ctl:5000, by root@ctl", "http://ctl:5000, by root@ctl"),
        ("redis://h?password=abc&x=1", "redis://h?password=****&x=1"),
        ("mysql://nova@db/x?charset=utf8&passwd=a;b", "mysql://nova@db/x?charset=utf8&passwd=****"),
        ("https://s3/x?X-Amz-Signature=ab12&sig=c%3D", "https://s3/x?X-Amz-Signature=****&sig=****"),
        ("http://ctl/v2?marker=a&sort_key=name", "http://ctl/v2?marker=a&sort_key=name"),
        ('{"url": "http://ctl/?token=abc"}', '{"url": "http://ctl/?token=****"}'),
    ],
)
def test_masked(text: str, wanted: str) -> None:
    assert masked(text) == wanted


def test_the_password_of_a_key_is_a_secret() -> None:
    text = "mysql+pymysql://nova:one@db/nova?ssl_ca=/ca.pem&ssl_key_password=two&charset=utf8"
    url = Url.parse(text)
    assert url is not None
    assert url.text.wire() == text
    assert url.text.shown() == (
        "mysql+pymysql://nova:****@db/nova?ssl_ca=/ca.pem&ssl_key_password=****&charset=utf8"
    )


def test_a_password_in_the_query_is_a_secret() -> None:
    text = "mysql+pymysql://nova@db/nova?charset=utf8&password=a;b&read_timeout=3"
    url = Url.parse(text)
    assert url is not None
    assert url.text.wire() == text
    assert url.text.shown() == "mysql+pymysql://nova@db/nova?charset=utf8&password=****&read_timeout=3"
