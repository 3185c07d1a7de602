"""What a command prints of the secrets that it was given, and of others: nothing."""

from __future__ import annotations

import base64
import html
import json
import random
import shlex
import string
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from actions.model.command import Shell
from actions.model.secret import Secret, Text
from actions.transport.masking import Mask, secrets_of

HARD = ['pa"ss\\word1', "pa'ss$word1", "p\xe4ss\u20acw\xf6rd1", "S3cr+pw=&1", "two words %d"]
HARD += ["\U0001f512lock9"]
PLAIN = "b7f1c2d39e4a5608b7f1c2d39e4a5608b7f1c2d39e4a5608b7f1c2d39e4a5608"
WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "repr": repr,
    "repr of bytes": lambda text: repr(text.encode()),
    "Latin-1, where it can": lambda text: repr(text.encode("latin-1", "replace")),
    "read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "INI": lambda text: text.replace("$", "$$").replace("%", "%%"),
    "SQL": lambda text: text.replace("'", "''"),
    "SQL, escaped": lambda text: text.replace("\\", "\\\\").replace("'", "\\'"),
    "HTML": html.escape,
    "a URL": quote,
    "a URL's part": lambda text: quote(text, safe=""),
    "a URL's query": quote_plus,
    "a URL, half": lambda text: quote(text, safe="+="),
    "a shell": shlex.quote,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "a login in base64": lambda text: base64.b64encode(f"nova:{text}".encode()).decode(),
    "amidst base64": lambda text: base64.b64encode(f"x{text}, and more".encode()).decode(),
}


def mask(*secrets: str) -> Mask:
    return Mask(map(Secret, secrets))


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("secret", [*HARD, PLAIN])
def test_a_secret_is_masked_however_it_is_written(secret: str, way: str) -> None:
    written = WRITTEN[way](secret)
    shown = mask(secret)(f"it said {written} here")
    begin, _, end = shown.partition("****")
    assert begin.startswith("it said ") and end.endswith(" here")
    assert len(begin) + len(end) <= len("it said  here") + (24 if "base64" in way else 6), shown


@pytest.mark.parametrize("length", [8, 20, 49, 63])
@pytest.mark.parametrize(
    "line", ["near 'IDENTIFIED FOR '{}' at line 1", "cut: {}", 'said "{}"', "value: {}...", "`{}`: no"]
)
def test_the_beginning_of_a_secret_that_a_tool_cut(line: str, length: int) -> None:
    assert mask(PLAIN)(line.format(PLAIN[:length])) == line.format("****")
    hard = 'Zq"8\\xk9' * 8
    assert mask(hard)(line.format(json.dumps(hard[:length])[1:-1])) == line.format("****")


def test_what_mariadb_repeats_of_a_statement() -> None:
    """MariaDB's sql_yacc.yy: near '%-.80T' at line %d."""
    statement = Text.of("ALTER USER 'nova'@'%' IDENTIFIED BY '", Secret(PLAIN), "'")
    for length in range(40, 80):
        near = f"near '{statement.wire()[6:][:length]}' at line 1"
        shown = Mask(secrets_of(Shell("db", "mysql", stdin=statement)))(near)
        assert shown == "near 'USER 'nova'@'%' IDENTIFIED BY '****' at line 1"


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        ("openstack123", "user 'openstack' has no password; see openstack"),
        ("keystone-admin-2024", "the unit is keystone-admin"),
        ("Controller1!", "Controller"),
        (PLAIN, f"digest {PLAIN[:7]}"),
        (PLAIN, f"commit {PLAIN[:12]}+dirty"),
        ("abc", "abc"),
    ],
)
def test_ordinary_text_is_let_through(secret: str, line: str) -> None:
    assert mask(secret)(line) == line


KEY = """\
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAA
MwAAAAtzc2gtZWQyNTUxOQAAACB
AwQ=
-----END OPENSSH PRIVATE KEY-----
"""
PREFIXED = "".join(f"+ {line}\n" for line in KEY.splitlines())


@pytest.mark.parametrize(
    "written", [KEY, json.dumps(KEY), repr(KEY.encode()), PREFIXED], ids=["", "JSON", "repr", "+"]
)
def test_a_key_of_several_lines(written: str) -> None:
    shown = mask(KEY)(written)
    assert not any(line in shown for line in KEY.splitlines()[1:-1])


def test_of_a_secret_file_its_passwords_are_masked_elsewhere_and_its_words_are_not() -> None:
    conf = (
        "[DEFAULT]\nuse_neutron = True\n[a]\npassword = Zq8S3cretPw\nurl = mysql://n:Qq7Other12@db/n\n"
    )
    shown = mask(conf)
    assert shown("login with Zq8S3cretPw or Qq7Other12 failed") == "login with **** or **** failed"
    assert shown("use_neutron = True") == "****"
    assert shown("option use_neutron is True") == "option use_neutron is True"


@pytest.mark.parametrize("spaces", [False, True])
def test_a_long_line_is_cut_where_no_secret_is(spaces: bool) -> None:
    luck = random.Random(7)
    hide = mask("two words 77", PLAIN)
    for _ in range(200):
        text = "".join(luck.choices("xyz " if spaces else "xyz", k=luck.randrange(100, 2000)))
        at = luck.randrange(len(text))
        text = f"{text[:at]}{luck.choice(['two words 77', PLAIN])}{text[at:]}"
        end = hide.cut(text)
        assert hide(text[:end]) + hide(text[end:]) == hide(text)
        for upto in range(len(text) - 20, len(text)):  # and where it has not yet come whole
            assert hide(text[: hide.cut(text[:upto])]).count("two w") == 0
    assert mask().cut("xx") == 2


BROKEN = {
    "oslo.config": (
        "Failed to parse n.conf: at n.conf:12, No ':' or '=' found in assignment: 'password S3cret'",
        "Failed to parse n.conf: at n.conf:12, No ':' or '=' found in assignment: '****'",
    ),
    "oslo.config, with a quote": (
        'at n.conf:1, Unexpected continuation line: "  S3c\'ret"',
        'at n.conf:1, Unexpected continuation line: "****"',
    ),
    "oslo.config, no key": (
        "at n.conf:1, Key cannot be empty: '= S3cret'",
        "at n.conf:1, Key cannot be empty: '****'",
    ),
    "oslo.config, a section": (
        "at n.conf:1, Invalid section (must end with ]): '[S3cret'",
        "at n.conf:1, Invalid section (must end with ]): '****'",
    ),
    "configparser": (
        "Source contains parsing errors: '/etc/x'\n\t[line  3]: 'password S3cret\\n'",
        "Source contains parsing errors: '/etc/x'\n\t[line  3]: '****'",
    ),
    "configparser, no section": (
        "File contains no section headers.\nfile: '/etc/x', line: 1\n'password S3cret\\n'",
        "File contains no section headers.\nfile: '/etc/x', line: 1\n****",
    ),
    "alembic": (
        "ValueError: invalid interpolation syntax in 'S3cr%et' at position 4",
        "ValueError: invalid interpolation syntax in '****' at position 4",
    ),
    "MariaDB": (
        "[ERROR] mariadbd: unknown variable 'wsrep_sst_atuh=sst:S3cret'",
        "[ERROR] mariadbd: unknown variable 'wsrep_sst_atuh=****'",
    ),
    "getopt": ("x: unrecognized option '--pas=S3cret'", "x: unrecognized option '--pas=****'"),
    "getopt, a name alone": ("x: unrecognized option '--pas'", "x: unrecognized option '--pas'"),
    "HAProxy": (
        "parsing [haproxy.cfg:12]: unknown keyword 'S3cret' in 'global' section",
        "parsing [haproxy.cfg:12]: unknown keyword '****' in 'global' section",
    ),
    "HAProxy, a keyword": (
        "parsing [haproxy.cfg:12]: unknown keyword 'http-check' in 'global' section",
        "parsing [haproxy.cfg:12]: unknown keyword 'http-check' in 'global' section",
    ),
    "HAProxy, a quote": (
        'parsing [haproxy.cfg:3]: unmatched quote at position 18:\n  stats auth a:"S3cret\n       ^',
        "parsing [haproxy.cfg:3]: unmatched quote at position 18:\n  ****\n       ^",
    ),
    "Apache": (
        "Invalid command 'S3cret', perhaps misspelled or defined by a module",
        "Invalid command '****', perhaps misspelled or defined by a module",
    ),
    "Apache, a module's": (
        "Invalid command 'WSGIDaemonProcess', perhaps misspelled or defined by a module",
        "Invalid command 'WSGIDaemonProcess', perhaps misspelled or defined by a module",
    ),
    "RabbitMQ's advanced.config": (
        '{error,{5,erl_parse,["syntax error before: ","\\"S3cret\\""]}}',
        '{error,{5,erl_parse,["syntax error before: "****"]}}',
    ),
    "RabbitMQ's terms": ('[{default_pass,<<"S3cret">>}]', '[{default_pass,"****">>}]'),
    "YAML": (
        'in "<unicode string>", line 2, column 9:\n    password: *S3cret\n            ^',
        'in "<unicode string>", line 2, column 9:\n    ****\n            ^',
    ),
    "YAML, an alias": ("found undefined alias 'S3cret'", "found undefined alias '****'"),
    "YAML, a tag": (
        "could not determine a constructor for the tag '!S3cret'",
        "could not determine a constructor for the tag '****'",
    ),
    "systemd": (
        "Invalid environment assignment, ignoring: OS_PASSWORD S3cret",
        "Invalid environment assignment, ignoring: ****",
    ),
    "Redis": (">>> 'requirepass \"S3cret'", ">>> '****'"),
    "a port": (
        "invalid literal for int() with base 10: 'S3cret'",
        "invalid literal for int() with base 10: '****'",
    ),
    "a port that is one": (
        "invalid literal for int() with base 10: '3306 '",
        "invalid literal for int() with base 10: '3306 '",
    ),
    "a proxy": (
        "Failed to parse: 'user:S3cret' is not a valid host or port",
        "Failed to parse: 'user:****' is not a valid host or port",
    ),
    "SQLAlchemy": (
        "Could not parse SQLAlchemy URL from string 'mysql://nova:S3cret one@db/nova'",
        "Could not parse SQLAlchemy URL from string 'mysql://nova:****@db/nova'",
    ),
    "SQLAlchemy, no URL": (
        "Could not parse SQLAlchemy URL from given URL string 'nova S3cret'",
        "Could not parse SQLAlchemy URL from given URL string '****'",
    ),
}


@pytest.mark.parametrize("tool", BROKEN)
def test_of_a_broken_line_its_place_is_shown_and_not_the_line(tool: str) -> None:
    said, shown = BROKEN[tool]
    assert mask()(said) == shown
    lines = mask().lines()
    assert "\n".join(map(lines, said.split("\n"))) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("password=S3cret at once", "password=**** at once"),
        ("admin_pass=S3cret adminPass: S3cret, x", "admin_pass=**** adminPass: ****, x"),
        (
            '{"password":{"user":{"password": "S3,cr et"}}}',
            '{"password":{"user":{"password": "****"}}}',
        ),
        ('{\\"password\\": \\"S3cret\\", \\"a\\": 1}', '{\\"password\\": \\"****\\", \\"a\\": 1}'),
        ("password='S3'cr;et' end", "password='****' end"),
        ("+shared_secret = S3cret one", "+shared_secret = ****"),
        ("/etc/nova/nova.conf:password = S3;cr,et&x", "/etc/nova/nova.conf:password = ****"),
        ("X-Auth-Token: gAAAAABl", "X-Auth-Token: ****"),
        ("Authorization: Basic bm92YTpTM2NyZXQ=", "Authorization: Basic ****"),
        ("token gAAAAABlx0K-abcdefghijklmnop_q== x", "token **** x"),
        ("login failed for nova:S3cret@mq:5672", "login failed for nova:****@mq:5672"),
        ("ALTER USER 'n' IDENTIFIED BY 'S3''cr\\'et' x", "ALTER USER 'n' IDENTIFIED BY '****' x"),
        ("SET PASSWORD FOR 'n' = PASSWORD('S3cret')", "SET PASSWORD FOR 'n' = PASSWORD('****')"),
    ],
)
def test_a_password_behind_its_name(said: str, shown: str) -> None:
    assert mask()(said) == shown


@pytest.mark.parametrize(
    "line",
    [
        "Access denied for user 'nova'@'10.0.0.31' (using password: YES)",
        "password_file = /etc/ssl/key.pem, secret_uuid = 457eb676-33da-42ec-9a8c-9293d545c337",
        "Setting up python3-keystonemiddleware (10.1.0-4) ...",
        "bypass: x, compass=3, keys: 4",
        "Get:1 http://deb.debian.org/debian bookworm/main amd64 nova-api all 2:26.1.0-4 [60.5 kB]",
        "git clone https://git@github.com/x, ssh://root@ctl:22/srv, 10:20 root@ctl",
        'File "/usr/lib/python3/nova/db.py", line 12, in get\n    return conf.password()',
        "DEBUG step: 1, at position 12",
        "Error: Can't locate revision identified by 'b30f573d3377'",
        '{"auth": {"identity": {"methods": ["password", "totp"]}}, "about": "a secret", "on": 1}',
        "MYSQL_PWD=$(sed -n 's/^password//p' /etc/my.cnf) mysql",
        "  ansible_become_password: !vault |",
        "unknown option; invalid argument: none",
        "curl 'http://ctl:8774/v2.1/servers?limit=3&marker=x&sort_key=name'",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask(*HARD, PLAIN)(line) == line


def test_it_is_fast() -> None:
    """It is on the path of each line: 10,000 of a package manager's are a moment."""
    luck = random.Random(1)
    hide = mask(*("".join(luck.choices(string.ascii_letters + string.digits, k=20)) for _ in range(30)))
    line = "Get:1 http://deb.debian.org/debian bookworm/main amd64 nova-api all 2:26.1.0-4 [60.5 kB]"
    began = time.process_time()
    for _ in range(10_000):
        hide(line)
    assert time.process_time() - began < 1.5


PIECES = [
    "password=",
    "'",
    "\\",
    "://a:",
    "://a:@",
    "IDENTIFIED BY '",
    "a@",
    " x:",
    "[line 1]: '",
    "-_",
]
PIECES += ["a", "Aa-", "pass: '", "unknown option 'a", "a:b@c:", "url a://b:", "&amp;", "p%C3"]


@pytest.mark.parametrize("piece", PIECES)
def test_no_line_takes_long(piece: str) -> None:
    hide = mask(*HARD, PLAIN)
    began = time.process_time()
    hide(piece * (65536 // len(piece)))
    assert time.process_time() - began < 2
