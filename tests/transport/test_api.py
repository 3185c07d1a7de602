"""The APIs at the wire: tokens, pages, microversions, and every way that an answer can be strange."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from actions.model.command import Api
from actions.model.query import ApiQuery, UrlQuery, UrlResult
from actions.model.secret import Secret
from actions.transport import token_warmup
from actions.transport.api import Cloud
from actions.transport.api_errors import api_message, page_text
from actions.transport.gateway import Gateway, NoAnswer
from actions.transport.threads import Threads
from tests.support.servers import APPLICATION_CREDENTIAL, Answer, Apis, answers, silent_port

SERVICES = ApiQuery("compute", "/os-services", "services", "2.53")
PORTS = ApiQuery("network", "/ports?fields=status", "ports", page=2)


def html(status: int) -> Answer:
    return lambda request: web.Response(text="<html>", status=status, content_type="text/html")


async def test_the_value_under_the_key_with_the_microversion_asked_for(
    apis: Apis, gateway: Gateway
) -> None:
    apis.answers["/compute/v2.1/os-services"] = answers({"services": [{"binary": "nova-api"}]})
    assert await gateway.ask(SERVICES, 5) == [{"binary": "nova-api"}]
    headers = apis.requests[-1].headers
    assert headers["OpenStack-API-Version"] == "compute 2.53"
    assert headers["X-Auth-Token"] == "t"


async def test_many_questions_log_in_once(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    await asyncio.gather(*(gateway.ask(SERVICES, 5) for _ in range(20)))
    assert [r.path for r in apis.requests].count("/identity/v3/auth/tokens") == 1


async def test_one_request_goes_ahead_with_a_new_token(
    apis: Apis, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keystone is asked at once; of the others, one, and all the rest together when it is answered."""
    monkeypatch.setattr(token_warmup, "PATIENCE", 60.0)
    arrived: list[str] = []
    alone: list[str] = []
    keystone_asked, rest_there = asyncio.Event(), asyncio.Barrier(3)

    async def services(request: web.Request) -> web.StreamResponse:
        arrived.append(request.path)
        if len(arrived) == 1:
            await keystone_asked.wait()
            alone.extend(arrived)
        else:
            await rest_there.wait()
        return web.json_response({"services": []})

    def keystone(request: web.Request) -> web.StreamResponse:
        keystone_asked.set()
        return web.json_response({"services": []})

    apis.answers["/compute/v2.1/os-services"] = services
    apis.answers["/identity/v3/services"] = keystone
    identity = ApiQuery("identity", "/services", "services")
    await asyncio.gather(*(gateway.ask(q, 60) for q in (*[SERVICES] * 4, identity)))
    assert len(alone) == 1
    assert len(arrived) == 4


async def _tokens(apis: Apis, gateway: Gateway) -> list[str]:
    """With which tokens nova and neutron are asked, in turns."""
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    apis.answers["/network/v2.0/agents"] = answers({"agents": []})
    agents = ApiQuery("network", "/agents", "agents")
    for question in (SERVICES, agents, SERVICES, agents):
        assert await gateway.ask(question, 5) == []
    return [r.headers["X-Auth-Token"] for r in apis.requests if r.path in apis.answers]


@pytest.mark.parametrize(
    ("rescoped", "own", "logins"),
    [
        pytest.param(201, "own", 1, id="a token for a token"),
        pytest.param(403, "again", 2, id="none for anybody: allow_rescope_scoped_token is off"),
        pytest.param(401, "t", 1, id="none for this one: the password may be another by now"),
    ],
)
async def test_each_service_has_a_token_checked_that_no_other_has_had_checked(
    apis: Apis, gateway: Gateway, rescoped: int, own: str, logins: int
) -> None:
    """They share a memcached: with one token for all, the account of the second would not be tried."""
    apis.rescoped, apis.again = rescoped, "again"
    assert await _tokens(apis, gateway) == ["t", own, "t", "t"]
    assert apis.logins == logins


async def test_an_application_credential_logs_in_once_more(apis: Apis, gateway: Gateway) -> None:
    """Keystone gives no token for its token (403), or fails over it (upstream's up to 2024.1: 500)."""
    apis.write_clouds(f"{apis.url}/identity/v3", APPLICATION_CREDENTIAL)
    apis.rescoped, apis.again = 500, "again"
    assert await _tokens(apis, gateway) == ["t", "again", "t", "t"]
    assert apis.logins == 2 and not any('"token": {' in body for body in apis.bodies)


@pytest.mark.parametrize("ahead", [False, True])
async def test_the_catalog_comes_with_a_new_token(apis: Apis, gateway: Gateway, ahead: bool) -> None:
    """Once: whoever asks later is told what Keystone has now."""
    if ahead:
        await gateway.begin()
    apis.answers["/identity/v3/auth/catalog"] = answers({"catalog": [{"type": "object-store"}]})
    catalog = ApiQuery("identity", "/auth/catalog", "catalog")
    first = await gateway.ask(catalog, 5)
    assert {service["type"] for service in first} >= {"compute", "network"}
    assert "/identity/v3/auth/catalog" not in [r.path for r in apis.requests]
    assert await gateway.ask(catalog, 5) == [{"type": "object-store"}]


async def test_one_ahead_that_hangs_does_not_keep_the_others_for_long(
    apis: Apis, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_warmup, "PATIENCE", 0.01)
    second, there = asyncio.Event(), asyncio.Event()

    async def services(request: web.Request) -> web.StreamResponse:
        if there.is_set():
            second.set()
        there.set()
        await second.wait()
        return web.json_response({"services": []})

    apis.answers["/compute/v2.1/os-services"] = services
    await asyncio.gather(gateway.ask(SERVICES, 60), gateway.ask(SERVICES, 60))


def paging(rows: list[dict[str, str]], most: int, links: bool) -> Answer:
    """A list as neutron (links) and nova give it: `most` rows at the most, after the marker."""

    def answer(request: web.Request) -> web.StreamResponse:
        marker = request.query.get("marker")
        start = [row["id"] for row in rows].index(marker) + 1 if marker else 0
        page = rows[start : start + min(most, int(request.query["limit"]))]
        more = [{"rel": "next", "href": "…"}] if start + len(page) < len(rows) else []
        return web.json_response({"ports": page, **({"ports_links": more} if more and links else {})})

    return answer


@pytest.mark.parametrize(
    ("count", "most", "links", "requests"),
    [
        (5, 9, True, 3),
        (4, 9, True, 3),
        (4, 9, False, 3),
        (5, 1, True, 5),
        (0, 9, False, 1),
        (1, 9, False, 1),
    ],
    ids=["links", "full-last-page", "no-links", "server-gives-fewer", "none", "short"],
)
async def test_pages_are_followed_to_the_end(
    apis: Apis, gateway: Gateway, count: int, most: int, links: bool, requests: int
) -> None:
    rows = [{"id": f"p{n}"} for n in range(count)]
    apis.answers["/network/v2.0/ports"] = paging(rows, most, links)
    assert await gateway.ask(PORTS, 5) == rows
    asked = [r for r in apis.requests if r.path.endswith("/ports")]
    assert len(asked) == requests
    assert all(r.query["limit"] == "2" and r.query.getall("fields") == ["status", "id"] for r in asked)


async def test_a_server_that_does_not_page_is_asked_once(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/network/v2.0/ports"] = answers({"ports": [{"id": str(n)} for n in range(3)]})
    assert len(await gateway.ask(PORTS, 5)) == 3
    assert [r.path for r in apis.requests].count("/network/v2.0/ports") == 1


async def test_a_server_that_repeats_its_page_is_not_asked_for_ever(
    apis: Apis, gateway: Gateway
) -> None:
    apis.answers["/network/v2.0/ports"] = answers({"ports": [{"id": "a"}, {"id": "b"}]})
    assert await gateway.ask(PORTS, 5) == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize("stored", [0, 1, 2, 5, 7])
async def test_rows_that_are_on_every_page_are_there_once(
    apis: Apis, gateway: Gateway, stored: int
) -> None:
    """Neutron pages what is in its database, and puts all of OVN's agents behind each page."""
    rows = [{"id": f"db{n}"} for n in range(stored)]
    merged = [{"id": f"ovn{n}", "status": "UP"} for n in range(3)]

    def answer(request: web.Request) -> web.StreamResponse:
        ids = [row["id"] for row in rows]
        marker = request.query.get("marker", "")
        start = ids.index(marker) + 1 if marker in ids else 0
        page = [*merged, *rows[start : start + 2]]
        more = {"ports_links": [{"rel": "next", "href": "…"}]} if len(page) >= 2 else {}
        return web.json_response({"ports": page, **more})

    apis.answers["/network/v2.0/ports"] = answer
    assert await gateway.ask(PORTS, 5) == [*merged, *rows]


async def test_a_row_that_moved_to_another_page_counts_as_it_was_said_last(
    apis: Apis, gateway: Gateway
) -> None:
    pages = [
        [{"id": "a", "status": "DOWN"}, {"id": "b", "status": "DOWN"}],
        [{"id": "a", "status": "ACTIVE"}, {"id": "c", "status": "ACTIVE"}],
        [],
    ]
    apis.answers["/network/v2.0/ports"] = lambda _: web.json_response({"ports": pages.pop(0)})
    found = await gateway.ask(PORTS, 5)
    assert [(row["id"], row["status"]) for row in found] == [
        ("a", "ACTIVE"), ("b", "DOWN"), ("c", "ACTIVE"),
    ]  # fmt: skip


async def test_rows_without_an_id_are_all_kept(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/network/v2.0/ports"] = answers({"ports": [{"status": "UP"}] * 3})
    assert len(await gateway.ask(PORTS, 5)) == 3


STRANGE = {
    "html": (html(200), r"compute /os-services: HTTP 200, but the answer is no JSON \(text/html\)"),
    "html-502": (html(502), r"compute /os-services: HTTP 502 Bad Gateway \(text/html\)"),
    "503": (answers({"message": "Busy."}, 503), r"HTTP 503: Busy\."),
    "406": (
        answers({"computeFault": {"code": 406, "message": "Version 2.53 is not supported"}}, 406),
        "HTTP 406: Version 2.53 is not supported",
    ),
    "truncated": (
        lambda request: web.Response(text='{"services": [{"bin', content_type="application/json"),
        r"the answer is no JSON \(application/json\)",
    ),
    "other-key": (answers({"agents": []}), "the answer has no 'services'"),
    "list": (answers([]), "the answer has no 'services'"),
}


@pytest.mark.parametrize("kind", STRANGE)
async def test_a_strange_answer_is_named(apis: Apis, gateway: Gateway, kind: str) -> None:
    answer, said = STRANGE[kind]
    apis.answers["/compute/v2.1/os-services"] = answer
    with pytest.raises(NoAnswer, match=said):
        await gateway.ask(SERVICES, 5)


async def test_a_service_that_the_catalog_lacks(gateway: Gateway) -> None:
    with pytest.raises(NoAnswer, match="block-storage /os-services: the catalog has no such service"):
        await gateway.ask(ApiQuery("block-storage", "/os-services", "services"), 5)


@pytest.fixture
async def cloud(apis: Apis) -> AsyncIterator[Cloud]:
    """It makes its connection anew at once where an endpoint is missing."""
    threads = Threads()
    cloud = Cloud(apis.site(), {}, threads, stale=0.0)
    yield cloud
    await cloud.close()
    threads.close()


async def test_a_service_that_the_catalog_gains(apis: Apis, cloud: Cloud) -> None:
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    apis.catalog = ["identity"]
    with pytest.raises(NoAnswer, match="the catalog has no such service"):
        await cloud.ask(SERVICES, 5)
    apis.catalog.append("compute")
    assert await cloud.ask(SERVICES, 5) == []


@pytest.mark.parametrize("service", ["compute", "network"])
async def test_an_api_that_comes_back(apis: Apis, cloud: Cloud, service: str) -> None:
    question = {"compute": SERVICES, "network": ApiQuery("network", "/agents", "services")}[service]
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    apis.answers["/network/v2.0/agents"] = answers({"services": []})
    apis.broken = True
    with pytest.raises(NoAnswer, match=f"{service} /.*: HTTP 503 Service Unavailable"):
        await cloud.ask(question, 5)
    apis.broken = False
    assert await cloud.ask(question, 5) == []


async def test_a_wrong_password(apis: Apis, gateway: Gateway) -> None:
    apis.password = "other"
    with pytest.raises(NoAnswer, match=r"Keystone at http.*: the login is refused \(401\)"):
        await gateway.ask(SERVICES, 5)


async def test_keystone_that_does_not_listen(apis: Apis, gateway: Gateway) -> None:
    apis.write_clouds("http://127.0.0.1:1/v3")
    await gateway.begin()  # nobody asked yet: nothing is raised
    refused = r"Keystone at http://127.0.0.1:1/v3: Connection refused( \(not asked again\))?\."
    with pytest.raises(NoAnswer, match=refused):
        await gateway.ask(SERVICES, 5)


async def test_a_body_reveals_its_secrets_on_the_wire_only(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/identity/v3/users"] = answers(
        {"error": {"message": "Conflict: hunter22 is taken", "code": 409}}, 409
    )
    body = {"user": {"name": "nova", "password": Secret("hunter22"), "tags": [Secret("tag22")]}}
    lines: list[str] = []
    command = Api("identity", "POST", "/users", "openstack user create nova", body)
    assert await gateway.run(command, lines.append) == 409
    assert lines == ["HTTP 409: Conflict: **** is taken"]
    assert json.loads(apis.bodies[-1])["user"] == {
        "name": "nova",
        "password": "hunter22",
        "tags": ["tag22"],
    }


async def test_a_request_without_an_answer_body(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/compute/v2.1/os-services/7"] = lambda request: web.Response(status=204)
    lines: list[str] = []
    command = Api("compute", "DELETE", "/os-services/7", "openstack compute service delete 7")
    assert await gateway.run(command, lines.append) == 204
    assert lines == ["HTTP 204"]


async def test_urls_answer_with_their_status(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/network/"] = answers({}, 300)
    answer = await gateway.ask(UrlQuery(f"{apis.url}/network/"), 5)
    assert (answer.status, answer.error, "X-Auth-Token" in apis.requests[-1].headers) == (
        300,
        "",
        False,
    )
    assert answer.took > 0


async def test_urls_where_nothing_answers(gateway: Gateway) -> None:
    answer = await gateway.ask(UrlQuery("http://127.0.0.1:1/"), 5)
    assert (answer.status, answer.error) == (0, "Connection refused.")
    async with silent_port() as port:
        answer = await gateway.ask(UrlQuery(f"http://127.0.0.1:{port}/"), 0.02)
    assert (answer.status, answer.error) == (0, "no answer in time.")
    assert isinstance(answer, UrlResult)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"NeutronError": {"type": "X", "message": "No net", "detail": ""}}, "No net"),
        ({"error": {"code": 404, "title": "Not Found", "message": "No user"}}, "No user"),
        ({"errors": [{"status": 404, "title": "Not Found", "detail": "No provider"}]}, "No provider"),
        ({"itemNotFound": {"message": "No host", "code": 404}}, "No host"),
        ({}, ""),
        ("plain", "plain"),
    ],
)
def test_each_projects_way_to_wrap_a_message(answer: Any, message: str) -> None:
    assert api_message(answer) == message


@pytest.mark.parametrize("before", range(420, 500))
def test_half_a_url_in_a_message_shows_no_password(before: int) -> None:
    url = "mysql+pymysql://nova:Zq8S3cretPw@db/nova"
    for answer in ({"error": {"message": "x" * before + " " + url}}, "x" * before + " " + url):
        assert "Zq" not in api_message(answer)
    assert "Zq" not in page_text("x" * (before - 300) + " " + url, "")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (
            "<html><body><h1>503 Service Unavailable</h1>\n"
            "No server is available to handle this request.\n</body></html>",
            "No server is available to handle this request",
        ),
        (
            "<html>\n <head>\n  <title>503 Service Unavailable</title>\n </head>\n <body>\n"
            "  <h1>503 Service Unavailable</h1>\n  The Keystone service is temporarily unavailable."
            "<br /><br />\n </body></html>",
            "The Keystone service is temporarily unavailable",
        ),
        ("<html>", ""),
        ("503 Service Unavailable", ""),
    ],
    ids=["haproxy", "webob", "empty", "status-alone"],
)
def test_what_a_page_says_beside_its_status(page: str, says: str) -> None:
    assert page_text(page, "Service Unavailable") == says


async def test_an_api_that_hangs_is_given_up(apis: Apis, gateway: Gateway) -> None:
    done = asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        await done.wait()
        return web.json_response({})

    apis.answers["/compute/v2.1/os-services"] = hang
    with pytest.raises(NoAnswer, match="compute /os-services: no answer"):
        await gateway.ask(SERVICES, 0.1)
    done.set()
