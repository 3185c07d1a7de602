"""SQL and AMQP over TLS with a host's own files: real servers, a throwaway authority, a real shell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from actions.formats.tls_options import of_broker
from actions.formats.url import Url
from actions.model.command import Sql
from actions.model.query import AmqpQuery, AmqpResult, SqlQuery, SqlResult
from actions.model.secret import Text
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.broker import Broker
from tests.support.certificates import Authority
from tests.support.database import INSECURE, Database
from tests.support.servers import Process, Script, SshHost, really, says

OPENS = SqlResult((({"one": 1},),))
UNKNOWN = "certificate verify failed: unable to get local issuer certificate"


@pytest.fixture
def own(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "own")


@asynccontextmanager
async def opened(host: SshHost) -> AsyncIterator[Gateway]:
    gateway = Gateway(host.site())
    yield gateway
    await gateway.close()


@pytest.fixture
async def gateway(host: SshHost) -> AsyncIterator[Gateway]:
    host.play = really()
    async with opened(host) as gateway:
        yield gateway


def _of_python_3_13(ca: Path, version: str) -> Script:
    """A host that tells of one file, and of a Python that this machine need not have."""

    text = ca.read_text().strip()

    async def script(process: Process) -> None:
        files = {str(ca): [hashlib.sha256(text.encode()).hexdigest(), "", text]}
        process.stdout.write(json.dumps([files, {"python": "3.13.5", "PyMySQL": version}]))
        process.exit(0)

    return script


async def asked(gateway: Gateway, database: Database, query: str = "") -> SqlResult:
    database.answers = {"SELECT 1": [{"one": 1}]}
    answer = await gateway.ask(SqlQuery("ctl", database.url(query=query), ("SELECT 1",)), 20)
    assert isinstance(answer, SqlResult)
    return answer


async def login(gateway: Gateway, broker: Broker, **options: object) -> AmqpResult:
    url = Url.parse(broker.url().wire())
    assert url is not None
    tls = of_broker(url, lambda name: str(options.get(name, "")))
    answer = await gateway.ask(AmqpQuery("ctl", broker.url(), tls), 20)
    assert isinstance(answer, AmqpResult)
    return answer


def installed(folder: Path, **versions: str) -> dict[str, str]:
    """What Python on the host takes for installed."""
    for name, version in versions.items():
        place = folder / f"{name}-{version}.dist-info"
        place.mkdir(parents=True)
        (place / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    return {"PYTHONPATH": str(folder)}


async def test_its_authority_is_that_of_the_url(
    host: SshHost, gateway: Gateway, own: Authority
) -> None:
    async with Database(tls=own.server("127.0.0.1"), required=3159).running() as database:
        assert await asked(gateway, database, f"?ssl_ca={own.ca}&charset=utf8") == OPENS
        assert len(host.commands) == 2
        assert await asked(gateway, database, f"?charset=utf8&ssl_ca={own.ca}") == OPENS
        assert len(host.commands) == 2


async def test_without_options_nothing_is_asked(
    host: SshHost, gateway: Gateway, own: Authority
) -> None:
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        assert await asked(gateway, database, "?charset=utf8") == OPENS
    assert host.commands == []


async def test_another_authority(gateway: Gateway, own: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        answer = await asked(gateway, database, f"?ssl_ca={other.ca}")
        assert (answer.code, answer.error) == (2026, f"[SSL: CERTIFICATE_VERIFY_FAILED] {UNKNOWN}")
        both = tmp_path / "both.pem"
        both.write_bytes(b"# two\n" + other.ca.read_bytes() + own.ca.read_bytes())
        assert await asked(gateway, database, f"?ssl_ca={both}") == OPENS


async def test_another_name(gateway: Gateway, own: Authority) -> None:
    async with Database(tls=own.server("db.example")).running() as database:
        answer = await asked(gateway, database, f"?ssl_ca={own.ca}")
        assert answer.code == 2026
        assert "IP address mismatch, certificate is not valid for '127.0.0.1'" in answer.error
        query = f"?ssl_ca={own.ca}&ssl_check_hostname=false"
        assert await asked(gateway, database, query) == OPENS


async def test_one_that_has_expired(gateway: Gateway, own: Authority) -> None:
    async with Database(tls=own.server("127.0.0.1", days=-1)).running() as database:
        answer = await asked(gateway, database, f"?ssl_ca={own.ca}")
    assert answer.code == 2026
    assert answer.error.endswith("certificate has expired")


async def test_a_file_that_is_not_there(gateway: Gateway, own: Authority) -> None:
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        answer = await asked(gateway, database, "?ssl_ca=/nowhere/ca.pem")
    assert answer == SqlResult(code=2026, error="/nowhere/ca.pem on ctl: No such file or directory")


async def test_a_file_that_holds_none(gateway: Gateway, own: Authority, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        answer = await asked(gateway, database, f"?ssl_ca={tmp_path}/empty.pem")
    assert answer.code == 2026
    assert answer.error.startswith(f"{tmp_path}/empty.pem on ctl: ")


async def test_a_folder_of_authorities(gateway: Gateway, own: Authority, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "0a1b2c3d.0").symlink_to(own.ca)
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        assert await asked(gateway, database, f"?ssl_capath={tmp_path}/folder") == OPENS


async def test_a_clients_own_certificate(
    host: SshHost, gateway: Gateway, own: Authority, capfd: pytest.CaptureFixture[str]
) -> None:
    cert, key = own.certificate("nova")
    async with Database(tls=own.server("127.0.0.1", clients=True)).running() as database:
        assert await asked(gateway, database, f"?ssl_ca={own.ca}") != OPENS
        query = f"?ssl_ca={own.ca}&ssl_cert={cert}&ssl_key={key}"
        assert await asked(gateway, database, query) == OPENS
    assert not any("PRIVATE" in command for command in host.commands)
    assert "PRIVATE" not in "".join(capfd.readouterr())


async def test_a_key_with_a_password_is_told_and_not_asked_for(
    gateway: Gateway, own: Authority
) -> None:
    cert, locked = own.certificate("nova", password=b"hunter22")
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        answer = await asked(gateway, database, f"?ssl_ca={own.ca}&ssl_cert={cert}&ssl_key={locked}")
    assert answer.code == 2026
    assert answer.error.startswith(f"{own.ca} and {cert} and {locked} on ctl: [")


async def test_a_server_that_speaks_no_tls(gateway: Gateway, own: Authority) -> None:
    async with Database().running() as database:
        answer = await asked(gateway, database, f"?ssl_ca={own.ca}")
    assert answer == SqlResult(code=2026, error="SSL is required but the server doesn't support it")


@pytest.mark.parametrize(
    ("version", "query", "opens"),
    [("", "", False), ("1.1.3", "", False), ("1.2.0", "", True), ("1.2.0", "?ssl_disabled=1", False)],
)
async def test_a_server_that_wants_tls_and_a_url_that_names_none(
    host: SshHost, gateway: Gateway, own: Authority, tmp_path: Path,
    version: str, query: str, opens: bool,
) -> None:  # fmt: skip
    host.play = really(**installed(tmp_path / "lib", **({"PyMySQL": version} if version else {})))
    async with Database(tls=own.server("127.0.0.1"), required=3159).running() as database:
        answer = await asked(gateway, database, query)
    assert answer == (OPENS if opens else SqlResult(code=3159, error=INSECURE[3159]))


@pytest.mark.parametrize("version", ["1.1.1", "1.2.0"])
async def test_a_server_that_calls_that_a_wrong_password(
    host: SshHost, gateway: Gateway, own: Authority, tmp_path: Path, version: str
) -> None:
    host.play = really(**installed(tmp_path / "lib", PyMySQL=version))
    async with Database(tls=own.server("127.0.0.1"), required=1045).running() as database:
        answer = await asked(gateway, database)
        said = f"1045 {INSECURE[1045]}, and with TLS it is let in"
        assert answer == (OPENS if version == "1.2.0" else SqlResult(code=3159, error=said))
        wrong, questions = database.url("wrong"), len(host.commands)
        assert (await gateway.ask(SqlQuery("ctl", wrong, ("SELECT 1",)), 20)).code == 1045
        assert len(host.commands) == questions


async def test_what_is_refused_in_clear_is_not_written_with_tls(
    gateway: Gateway, own: Authority
) -> None:
    async with Database(tls=own.server("127.0.0.1"), required=1045).running() as database:
        command = Sql("ctl", database.url(), (Text.of("DELETE FROM a"),))
        assert await gateway.run(command, lambda _: None) == 3159
        assert "DELETE FROM a" not in database.statements


async def test_ssl_verify_cert_forgets_ssl_ca(
    host: SshHost, gateway: Gateway, own: Authority, tmp_path: Path
) -> None:
    query = f"?ssl_ca={own.ca}&ssl_verify_cert=true"
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        host.play = really(SSL_CERT_FILE=str(Authority(tmp_path / "other").ca))
        assert (await asked(gateway, database, query)).error.endswith(UNKNOWN)
    async with opened(host) as anew, Database(tls=own.server("db.example")).running() as database:
        host.play = really(SSL_CERT_FILE=str(own.ca))
        assert await asked(anew, database, query) == OPENS


async def test_what_python_3_13_wants_of_an_authority(
    host: SshHost, gateway: Gateway, tmp_path: Path
) -> None:
    lax = Authority(tmp_path / "lax", usage=False)
    async with Database(tls=lax.server("127.0.0.1")).running() as database:
        assert await asked(gateway, database, f"?ssl_ca={lax.ca}") == OPENS
        for version, opens in (("1.1.1", False), ("1.1.2", True)):
            host.play = _of_python_3_13(lax.ca, version)
            async with opened(host) as anew:
                answer = await asked(anew, database, f"?ssl_ca={lax.ca}")
            assert answer == OPENS or (not opens and "key usage" in answer.error)


async def test_files_that_were_changed(gateway: Gateway, own: Authority, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_bytes(own.ca.read_bytes())
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        assert await asked(gateway, database, f"?ssl_ca={ca}") == OPENS
        ca.write_bytes(Authority(tmp_path / "other").ca.read_bytes())
        with gateway._changing():
            pass
        assert (await asked(gateway, database, f"?ssl_ca={ca}")).error.endswith(UNKNOWN)


async def test_a_host_without_python(host: SshHost, gateway: Gateway, own: Authority) -> None:
    host.play = says(err="sh: 1: python3: not found\n", status=127)
    async with Database(tls=own.server("127.0.0.1")).running() as database:
        with pytest.raises(NoAnswer, match=r"ctl: the files of its TLS options cannot be read there\."):
            await asked(gateway, database, f"?ssl_ca={own.ca}")


async def test_a_brokers_authority(gateway: Gateway, own: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    async with Broker(tls=own.server("rabbit.example")).running() as broker:
        assert await login(gateway, broker, ssl="True", ssl_ca_file=own.ca) == AmqpResult()
        refused = await login(gateway, broker, ssl="true", ssl_ca_file=other.ca)
        said = f"no TLS can be agreed on: [SSL: CERTIFICATE_VERIFY_FAILED] {UNKNOWN}"
        assert refused == AmqpResult(error=said)
        missing = await login(gateway, broker, ssl="1", ssl_ca_file="/nowhere/ca.pem")
        assert missing.error.endswith(": /nowhere/ca.pem on ctl: No such file or directory")


async def test_a_broker_without_ssl_ca_file(
    host: SshHost, gateway: Gateway, own: Authority, tmp_path: Path
) -> None:
    async with Broker(tls=own.server("rabbit.example")).running() as broker:
        assert await login(gateway, broker, ssl="true") == AmqpResult()  # nobody knows its py-amqp
        host.play = really(**installed(tmp_path / "lib", amqp="5.1.1"))
        async with opened(host) as anew:
            assert (await login(anew, broker, ssl="true")).error.endswith(UNKNOWN)
            assert await login(anew, broker, ssl="true", ssl_version="TLSv1_2") == AmqpResult()


async def test_a_name_that_oslo_messaging_verifies_since_18_1(
    host: SshHost, gateway: Gateway, own: Authority, tmp_path: Path
) -> None:
    host.play = really(**installed(tmp_path / "lib", **{"oslo.messaging": "18.1.0"}))
    async with Broker(tls=own.server("rabbit.example")).running() as broker:
        answer = await login(gateway, broker, ssl="true", ssl_ca_file=own.ca)
    assert "certificate is not valid for '127.0.0.1'" in answer.error


async def test_a_brokers_client_with_a_certificate(gateway: Gateway, own: Authority) -> None:
    cert, key = own.certificate("nova")
    options = {"ssl": "yes", "ssl_ca_file": own.ca}
    async with Broker(tls=own.server("rabbit.example", clients=True)).running() as broker:
        assert await login(gateway, broker, **options) != AmqpResult()
        options |= {"ssl_cert_file": cert, "ssl_key_file": key}
        assert await login(gateway, broker, **options) == AmqpResult()
