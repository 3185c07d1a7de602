"""Which cloud, and how one logs in there: clouds.yaml, secure.yaml, OS_…, what the install made."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.facts.keystone import catalog, endpoint_health
from actions.model.errors import NotConfigured
from actions.model.fact import Reading, Snapshot
from actions.model.invocation import Invocation
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
    ("line", "said"),
    [
        ("cacert: true", "has cacert, which is not the path of a file"),
        ("cert: [hunter22]", "has cert, which is not the path of a file"),
        ("interface: {hunter22: 1}", "has interface, which is not public, internal or admin"),
        ("interface: [1]", "has interface, which is not public, internal or admin"),
        ("api_timeout: hunter22", "has api_timeout, which is not a number of seconds"),
    ],
)
async def test_a_setting_of_another_type_is_named_and_not_repeated(
    apis: Apis, line: str, said: str
) -> None:
    apis.write_clouds("http://127.0.0.1:9/v3")
    path = apis.folder / "clouds.yaml"
    path.write_text(path.read_text().replace("    auth:", f"    {line}\n    auth:", 1))
    with pytest.raises(NotConfigured) as error:
        await Gateway(apis.site()).ask(SERVICES, 5)
    assert str(error.value) == f"The cloud 'lab' in {path} {said}."


async def test_settings_that_the_sdk_refuses_for_another_reason(
    apis: Apis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(config: object) -> None:
        raise TypeError("expected str, not bool")

    apis.write_clouds("http://127.0.0.1:9/v3")
    monkeypatch.setattr("openstack.connection.Connection", refuses)
    with pytest.raises(
        NotConfigured, match=r"The settings of the cloud 'lab' are none that .*: expected"
    ):
        await Gateway(apis.site()).ask(SERVICES, 5)


@pytest.mark.parametrize("line", ["interface: [public, internal]", "api_timeout: '5'", "cacert:"])
async def test_settings_that_the_sdk_takes(apis: Apis, line: str) -> None:
    path = apis.folder / "clouds.yaml"
    path.write_text(path.read_text().replace("    auth:", f"    {line}\n    auth:", 1))
    apis.answers["/compute/v2.1/os-services"] = answers({"services": []})
    assert await Gateway(apis.site()).ask(SERVICES, 5) == []


@pytest.fixture
def two_clouds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A clouds.yaml, mine.yaml, of which somebody has to say which cloud."""
    path = tmp_path / "mine.yaml"
    path.write_text("clouds: {one: {}, two: {}}")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(path))
    return monkeypatch


@pytest.mark.parametrize(
    ("site", "said"),
    [
        (
            Site("x", path="/x/hosts"),
            "It is not said which cloud: give --cloud NAME, one of clouds.yaml, or set OS_CLOUD.",
        ),
        (
            Site("x", path="/x/x.toml"),
            'It is not said which cloud: write cloud = "NAME" of clouds.yaml into /x/x.toml, '
            "or set OS_CLOUD.",
        ),
        (
            Site("x", path="/x/hosts", cloud="c", invocation=Invocation(cloud="c")),
            "The cloud 'c' is not in /",
        ),
        (
            Site("x", path="/x/x.toml", cloud="c"),
            "The cloud 'c' of /x/x.toml is not in /",
        ),
    ],
)
async def test_where_a_cloud_is_to_be_named(
    two_clouds: pytest.MonkeyPatch, site: Site, said: str
) -> None:
    """An inventory has no such key: one who wrote it there could not read the inventory any more."""
    two_clouds.delenv("OS_CLOUD", raising=False)
    with pytest.raises(NotConfigured) as error:
        await Gateway(site).ask(SERVICES, 5)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("other", r"The cloud 'other' of OS_CLOUD is not in .*mine\.yaml\."),
        ("", r"It is not said which cloud: .* into a site file, or set OS_CLOUD\."),
    ],
)
async def test_a_cloud_that_no_site_file_names(
    two_clouds: pytest.MonkeyPatch, named: str, said: str
) -> None:
    two_clouds.setenv("OS_CLOUD", named)
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


LISTED = "    regions: [north, south]\n"
CATALOG = ApiQuery("identity", "/auth/catalog", "catalog")


def _clouds(apis: Apis, more: str, auth: str = "") -> None:
    """One cloud, with more of its settings."""
    (apis.folder / "clouds.yaml").write_text(
        f"clouds:\n  lab:\n{more}    auth:\n      auth_url: {apis.url}/identity/v3\n"
        + (auth or "      username: admin\n      password: right\n      project_name: admin\n")
    )


@pytest.mark.parametrize(
    ("more", "asked", "shell", "chosen"),
    [
        (LISTED, "", "", "north"),
        (LISTED, "south", "", "south"),
        (LISTED, "", "south", "south"),
        (LISTED, "north", "south", "north"),
        (LISTED, "", "elsewhere", "north"),  # the shell's is of another cloud than the site's own file
        ("    region_name: north\n", "south", "", "south"),
        ("    region_name: north\n", "", "south", "north"),
    ],
)
async def test_the_region_that_is_looked_at(
    apis: Apis, monkeypatch: pytest.MonkeyPatch, more: str, asked: str, shell: str, chosen: str
) -> None:
    monkeypatch.setenv("OS_REGION_NAME", shell)
    _clouds(apis, more)
    apis.regions = ("north", "south")
    site = apis.site(invocation=Invocation(region=asked))
    gateway = Gateway(site)
    found = catalog.parse(await gateway.ask(CATALOG, 5))
    assert {one.region for service in found for one in service.here} == {chosen}
    assert {one.region for service in found for one in service.addresses} == {"north", "south"}
    snapshot = Snapshot(site, readings={"catalog": {"": Reading(found, 1.0)}})
    assert catalog.region(snapshot) == chosen
    assert len(endpoint_health.ask(snapshot)) == 3
    await gateway.close()


async def test_of_the_shells_own_cloud_the_shells_region_counts(
    apis: Apis, monkeypatch: pytest.MonkeyPatch
) -> None:
    _clouds(apis, "    region_name: north\n")
    apis.regions = ("north", "south")
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(apis.folder / "clouds.yaml"))
    monkeypatch.setenv("OS_REGION_NAME", "south")
    gateway = Gateway(Site("lab", cloud="lab"))
    found = catalog.parse(await gateway.ask(CATALOG, 5))
    assert {one.region for service in found for one in service.here} == {"south"}
    await gateway.close()


async def test_a_region_that_the_cloud_has_not(apis: Apis) -> None:
    _clouds(apis, LISTED)
    site = apis.site(invocation=Invocation(region="west"))
    with pytest.raises(NotConfigured, match=r"Region west is not a valid region .*north,south"):
        await Gateway(site).ask(CATALOG, 5)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("application_credential_id", "v3applicationcredential"),
        ("application_credential_secret", "v3applicationcredential"),
        ("access_token", "v3oidcaccesstoken"),
    ],
)
async def test_a_login_whose_kind_is_not_said(apis: Apis, key: str, kind: str) -> None:
    _clouds(apis, "", f"      {key}: hunter22\n")
    with pytest.raises(NotConfigured) as error:
        await Gateway(apis.site()).ask(CATALOG, 5)
    assert f"clouds.yaml lacks auth_type: {kind} (beside `auth:`)." in str(error.value)
    assert "hunter22" not in str(error.value)


async def test_a_profile_that_cannot_be_reached_is_one_phrase(apis: Apis) -> None:
    (apis.folder / "clouds.yaml").write_text(
        "clouds:\n  lab:\n    profile: http://127.0.0.1:9/\n    auth: {username: a, password: b}\n"
    )
    with pytest.raises(NotConfigured) as error:
        await Gateway(apis.site()).ask(CATALOG, 5)
    where = f"The cloud 'lab' in {apis.folder}/clouds.yaml"
    said = f"{where}: its profile http://127.0.0.1:9/ cannot be read: Connection refused."
    assert str(error.value) == said


@pytest.mark.parametrize(("verify", "marked"), [("false", True), ("true", False)])
async def test_that_certificates_are_not_checked_is_known(
    apis: Apis, verify: str, marked: bool
) -> None:
    _clouds(apis, f"    region_name: RegionOne\n    verify: {verify}\n")
    apis.scheme = "https"
    gateway = Gateway(apis.site())
    found = catalog.parse(await gateway.ask(CATALOG, 5))
    assert {one.unverified for service in found for one in service.here} == {marked}
    await gateway.close()
