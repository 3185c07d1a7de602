"""What requests make: files as bodies, ids for the journal, and what can be asked of it afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from actions.model.command import Api, Undo
from actions.model.event import Made
from actions.model.query import ApiQuery, FileQuery
from actions.model.secret import Secret
from actions.run.journal import Journal, Tail
from actions.transport.api_body import filled
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import Apis

UNDO = Undo("Delete it", "DELETE", "/networks/{id}", "openstack network delete {id}", "network")
MAKE = Api("network", "POST", "/networks", "openstack network create n", {"network": {}}, undo=UNDO)


@pytest.mark.parametrize(
    ("status", "answer", "ids"),
    [
        (201, {"network": {"id": "n1"}}, ["n1"]),
        (409, {"NeutronError": {"message": "It is there."}}, []),
        (201, {"network": {}}, []),
        (201, {}, []),
    ],
    ids=["made", "refused", "no-id", "nothing"],
)
async def test_what_was_made_is_told_by_its_id(
    apis: Apis, gateway: Gateway, status: int, answer: Any, ids: list[str]
) -> None:
    apis.answers["/network/v2.0/networks"] = lambda _: web.json_response(answer, status=status)
    made: list[Undo] = []
    assert await gateway.run(MAKE, lambda _: None, made.append) == status
    assert [undo.id for undo in made] == ids
    for undo in made:
        assert (undo.service, undo.path, undo.look) == ("network", "/networks/n1", "/networks/n1")
        assert undo.show == "openstack network delete n1"


def test_an_id_may_stand_elsewhere_and_go_into_a_body() -> None:
    undo = Undo(
        "Take it out", "PUT", "/routers/r/remove", "…", "port", id="port_id", look="/ports/{id}",
        body={"port_id": "{id}"},
    )  # fmt: skip
    found = filled(MAKE, undo, {"port_id": "p1"})
    assert found is not None
    assert (found.path, found.look, found.body) == ("/routers/r/remove", "/ports/p1", {"port_id": "p1"})


def test_the_journal_keeps_how_it_is_taken_back_and_refuses_a_secret(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    undo = filled(MAKE, UNDO, {"network": {"id": "n1"}})
    assert undo is not None
    journal.append(Made("network", undo))
    with pytest.raises(TypeError, match="a secret must not be written"):
        journal.append(Made("x", Undo("", "PUT", "", "", "", body={"password": Secret("s")})))
    journal.close()
    (event,) = Tail(tmp_path).read()
    assert isinstance(event, Made)
    assert event.undo == undo


async def test_a_file_is_sent_as_it_is(apis: Apis, gateway: Gateway, tmp_path: Path) -> None:
    path = tmp_path / "disk"
    path.write_bytes(b"0123456789" * 100_000)
    apis.answers["/network/v2.0/f"] = lambda _: web.Response(status=204)
    command = Api("network", "PUT", "/f", "upload", file=str(path))
    assert await gateway.run(command, lambda _: None) == 204
    headers = apis.requests[-1].headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Length"] == "1000000"
    assert apis.bodies[-1] == "0123456789" * 100_000
    assert await gateway.ask(FileQuery(str(path)), 5) == 1_000_000


async def test_a_file_that_cannot_be_read_is_named(gateway: Gateway, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    says = f"The file {gone} cannot be read: No such file or directory."
    with pytest.raises(NoAnswer, match=says):
        await gateway.ask(FileQuery(gone), 5)
    with pytest.raises(NoAnswer, match=says):
        await gateway.run(Api("network", "PUT", "/f", "upload", file=gone), lambda _: None)
    with pytest.raises(NoAnswer, match="Is a directory"):
        await gateway.ask(FileQuery(str(tmp_path)), 5)


async def test_what_is_gone_is_an_answer_where_it_is_asked_for(gateway: Gateway) -> None:
    assert await gateway.ask(ApiQuery("network", "/networks/x", "network", absent=True), 5) is None
    with pytest.raises(NoAnswer, match="404"):
        await gateway.ask(ApiQuery("network", "/networks/x", "network"), 5)


@pytest.mark.parametrize(("says", "gone"), [("No image found with ID x1", True), ("Not Found", False)])
async def test_a_page_tells_that_it_is_gone_where_it_names_it(
    apis: Apis, gateway: Gateway, says: str, gone: bool
) -> None:
    page = web.Response(text=f"<html>{says}</html>", status=404, content_type="text/html")
    apis.answers["/network/v2.0/images/x1"] = lambda _: page
    question = ApiQuery("network", "/images/x1", "id", absent=True)
    if gone:
        assert await gateway.ask(question, 5) is None
        return
    with pytest.raises(NoAnswer, match=r"HTTP 404 Not Found \(text/html\)"):
        await gateway.ask(question, 5)


async def test_the_own_project_stands_in_the_path(apis: Apis, gateway: Gateway) -> None:
    apis.answers["/network/v2.0/networks"] = lambda _: web.json_response({"networks": []})
    question = ApiQuery("network", "/networks?project_id={project}", "networks", page=5)
    assert await gateway.ask(question, 5) == []
    assert apis.requests[-1].query_string == "project_id=p&limit=5"
