"""Which cloud, and how one logs in there: clouds.yaml, secure.yaml, OS_…, what the install made."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.model.errors import NotConfigured
from actions.model.query import ApiQuery
from actions.model.secret import Secret
from actions.model.site import Site
from actions.transport.gateway import Gateway, NoAnswer
from tests.support.servers import Apis, answers

SERVICES = ApiQuery("compute", "/os-services", "services", "2.53")


@pytest.mark.parametrize(
    ("cloud", "auth_url", "said"),
    [
        ("other", "http://x", r"The cloud 'other' is not in .*clouds\.yaml\."),
        ("lab", "", r"The cloud 'lab' in .*clouds\.yaml lacks auth_url\."),
        ("lab", "keystone:5000", r"has an auth_url that is no URL: 'keystone:5000'\."),
    ],
)
async def test_a_cloud_that_is_not_configured(apis: Apis, cloud: str, auth_url: str, said: str) -> None:
    apis.write_clouds(auth_url)
    with pytest.raises(NotConfigured, match=said):
        await Gateway(apis.site(cloud=cloud)).ask(SERVICES, 5)


async def test_a_clouds_file_that_is_missing(apis: Apis) -> None:
    with pytest.raises(NoAnswer, match=r"nowhere\.yaml does not exist"):
        await Gateway(apis.site(clouds_file="/nowhere.yaml")).ask(SERVICES, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"clouds: [", r"cannot be used: it is no YAML \(line 1, column 10\): "),
        (b"- a", "cannot be used: .* not a valid mapping"),
        (b"\xff\xfe", "cannot be used: it is no text in UTF-8"),
        (b"clouds: hello", "has not the shape"),
        (b"clouds:\n  lab: hello", "has not the shape"),
        (b"clouds:\n  lab:\n    auth: hello", "has not the shape"),
    ],
)
async def test_a_clouds_file_that_is_none(apis: Apis, text: bytes, said: str) -> None:
    (apis.folder / "clouds.yaml").write_bytes(text)
    with pytest.raises(NotConfigured, match=rf"/clouds\.yaml {said}"):
        await Gateway(apis.site()).ask(SERVICES, 5)


@pytest.mark.parametrize(("name", "variable"), [("clouds", "CONFIG"), ("secure", "SECURE")])
async def test_a_file_that_the_sdk_would_pass_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text('clouds:\n  lab:\n    auth:\n      password: "hunter22\n')
    monkeypatch.setenv(f"OS_CLIENT_{variable}_FILE", str(path))
    with pytest.raises(NotConfigured) as error:
        await Gateway(Site("lab", cloud="lab")).ask(SERVICES, 5)
    assert str(error.value).startswith(f"{path} cannot be used: it is no YAML (line 5, column 1, in ")
    assert "hunter22" not in str(error.value)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("other", r"The cloud 'other' of OS_CLOUD is not in .*mine\.yaml\."),
        ("", r"It is not said which cloud: .* into a site file, or set OS_CLOUD\."),
    ],
)
async def test_a_cloud_that_no_site_file_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("clouds: {one: {}, two: {}}")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(path))
    monkeypatch.setenv("OS_CLOUD", named)
    with pytest.raises(NotConfigured, match=said):
        await Gateway(Site("lab")).ask(SERVICES, 5)


async def test_a_secure_file_beside_the_sites_own_clouds_file(apis: Apis) -> None:
    (apis.folder / "secure.yaml").write_text("clouds: *hunter22")
    with pytest.raises(NotConfigured, match=r"secure\.yaml cannot be used: .* undefined alias '…'\.$"):
        await Gateway(apis.site()).ask(SERVICES, 5)


async def test_the_cloud_that_the_install_actions_made(apis: Apis) -> None:
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    apis.password = "made"
    site = apis.site(cloud="", clouds_file="", settings={"auth_url": f"{apis.url}/identity/v3"})
    with pytest.raises(NoAnswer, match="holds no admin_password yet"):
        await Gateway(site).ask(SERVICES, 5)
    gateway = Gateway(site, {"admin_password": Secret("made")})
    assert await gateway.ask(SERVICES, 5) == []
    await gateway.close()
