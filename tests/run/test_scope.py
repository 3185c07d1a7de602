"""Where a run's requests went: in another shell, `resume` and `undo` go to no other cloud or region."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from actions.model.command import Undo
from actions.model.event import Approved, Made
from actions.model.fact import Reading, Snapshot
from actions.model.plan import Action, Plan, Situation
from actions.model.site import Host, Scope, Site
from actions.registry import REGISTRY
from actions.run.journal import Journal, read_run
from actions.run.launch import launch
from actions.run.planner import digest
from actions.run.runner import main
from actions.run.scope import scope_now
from actions.run.state import RunState, Status
from actions.run.undo import undo_action
from actions.site.paths import runs_dir
from actions.transport.api_config import region_of
from tui.cli.options import chosen_site, of_run

A = Scope("http://a:5000/v3", "EAST", "admin", "", "Default")
SAME: Mapping[str, tuple[Scope, bool]] = {
    "the same": (A, True),
    "with no version": (replace(A, auth_url="http://A:5000/"), True),
    "another Keystone": (replace(A, auth_url="http://b:5000/v3"), False),
    "another region": (replace(A, region="WEST"), False),
    "no region": (replace(A, region=""), False),
    "another project": (replace(A, project="demo"), False),
    "another domain's project": (replace(A, project_domain="heat"), False),
    "its domain's id": (replace(A, project_domain="default"), True),
    "another domain's id": (replace(A, project_domain="8f3c" * 8), False),
    "with two slashes": (replace(A, auth_url="http://a:5000//v3"), True),
    "TLS since": (replace(A, auth_url="https://a:5000/v3"), True),
    "no domain named": (replace(A, project_domain=""), True),
    "its id alone": (replace(A, project="", project_id="1f"), True),
    "no project": (replace(A, project=""), False),
}
MADE = Made(
    "net", Undo("Delete it", "DELETE", "/networks/7", "openstack network delete 7", "network", id="7")
)
NOTHING = Action("nothing", "Do nothing", ())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def openrc(
    monkeypatch: pytest.MonkeyPatch, host: str, project: str = "admin", region: str = ""
) -> None:
    """What `source openrc` sets."""
    named = {"AUTH_URL": f"http://{host}:5000/v3", "USERNAME": "a", "PASSWORD": "s3cretpw"}
    named |= {"PROJECT_NAME": project, "USER_DOMAIN_NAME": "D", "PROJECT_DOMAIN_NAME": "D"}
    for name, value in {**named, "REGION_NAME": region}.items():
        monkeypatch.setenv(f"OS_{name}", value)


def options(**given: object) -> Namespace:
    none = dict.fromkeys(("site", "cloud", "region", "file"))
    return Namespace(**{**none, "demo": False, "read_only": False, **given})


def run_on(site: Site, *more: Made) -> RunState:
    """A run that was approved on a site, and whose runner did nothing."""
    plan = Plan("nothing", "Do nothing", "", ())
    run_id = launch(site, replace(plan, digest=digest(plan)), runner=("true",))
    journal = Journal(runs_dir() / run_id)
    for event in more:
        journal.append(event)
    journal.close()
    return read_run(run_id)


def test_a_usual_port_and_a_domain_s_id_beside_a_name_are_the_same() -> None:
    corp = Scope("https://k.example.com/v3", "EAST", "admin", "", "Corp")
    other = replace(corp, auth_url="https://k.example.com:443/v3", project_domain="8f3c" * 8)
    assert corp.same(other) and other.same(corp)


def test_os_cloud_leads_no_run_away_from_the_login_of_its_site_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth = "auth: {auth_url: https://cloud.example.com:5000/v3, username: a, password: b}"
    (home / "clouds.yaml").write_text(f"clouds:\n  lab:\n    {auth}\n")
    site = home / "site.toml"
    site.write_text(
        'name = "lab"\n[install]\nauth_url = "http://controller:5000/v3"\n'
        '[hosts.ctl]\nroles = ["controller"]\n'
    )
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(home / "clouds.yaml"))
    monkeypatch.setenv("OS_CLOUD", "lab")
    state = run_on(chosen_site(options(site=site)))
    main([str(runs_dir() / state.id)], lambda _: NOTHING)
    assert read_run(state.id).why == ""


@pytest.mark.parametrize("name", SAME)
def test_what_is_the_same_place(name: str) -> None:
    other, same = SAME[name]
    assert A.same(other) == other.same(A) == same


def test_no_secret_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    openrc(monkeypatch, "op:s3cretpw@a", region="EAST")
    assert scope_now(Site("a")) == Scope("http://a:5000/v3", "EAST", "admin", "", "D")
    assert "s3cretpw" not in (runs_dir() / run_on(Site("a")).id / "journal.jsonl").read_text()


@pytest.mark.parametrize(
    ("host", "project", "region", "goes"),
    [
        ("a", "admin", "", True),
        ("b", "admin", "", False),
        ("a", "demo", "", False),
    ],
)
def test_neither_goes_where_another_openrc_leads(
    monkeypatch: pytest.MonkeyPatch, host: str, project: str, region: str, *, goes: bool
) -> None:
    openrc(monkeypatch, "a")
    site = replace(chosen_site(options()), hosts=(Host("ctl"),))
    state = run_on(site, MADE)
    openrc(monkeypatch, host, project, region)
    main([str(runs_dir() / state.id)], lambda _: NOTHING)
    after = read_run(state.id)
    told = "The run was on http://a:5000/v3 (project admin), and this is"
    assert (after.status is Status.DONE, told in after.why) == (goes, not goes), after.why
    # nothing answers there: a 404 of the other cloud would be "taken back already"
    gone = Snapshot(site, 1.0, {"made-1": {"": Reading(False, 1.0)}})
    decision = undo_action(state.id, REGISTRY).steps[0].plan(Situation(gone))
    assert (decision.blocked, told in decision.why) == (not goes, not goes), decision.why


def test_a_journal_that_names_no_place_is_taken_up_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    openrc(monkeypatch, "b")
    folder = runs_dir() / "r1"
    folder.mkdir()
    journal = Journal(folder)
    plan = Plan("nothing", "Do nothing", "", ())
    journal.append(Approved(replace(plan, digest=digest(plan)), "a", format=1))
    journal.close()
    main([str(folder)], lambda _: NOTHING)
    assert (read_run("r1").scope, read_run("r1").status) == (None, Status.DONE)


CLOUDS = """
clouds:
  prod:
    auth: {auth_url: "http://a:5000/v3", username: a, password: b, project_name: p}
    %s
"""


@pytest.mark.parametrize(
    ("regions", "then", "now", "went"),
    [
        ("regions: [EAST, WEST]", "WEST", "", "WEST"),
        ("regions: [EAST, WEST]", "WEST", "EAST", "WEST"),
        ("regions: [EAST, WEST]", "", "WEST", "EAST"),
        ("region_name: EAST", "WEST", "", "EAST"),  # the shell's is of another cloud
    ],
)
def test_both_go_to_the_run_s_region_whatever_the_shell_says_now(
    home: Path, monkeypatch: pytest.MonkeyPatch, regions: str, then: str, now: str, went: str
) -> None:
    (home / "clouds.yaml").write_text(CLOUDS % regions)
    path = home / "site.toml"
    path.write_text('name = "prod"\ncloud = "prod"\nclouds_file = "clouds.yaml"\n[hosts.ctl]\n')
    monkeypatch.setenv("OS_REGION_NAME", then)
    site = chosen_site(options(site=path))
    assert region_of(site, {}).region_name == went
    state = run_on(site, MADE)
    assert state.scope and state.scope.region == went
    monkeypatch.setenv("OS_REGION_NAME", now)
    chosen = options()
    of_run(chosen, state)
    assert region_of(chosen_site(chosen), {}).region_name == went
    main([str(runs_dir() / state.id)], lambda _: NOTHING)
    assert read_run(state.id).status is Status.DONE
    other = options(region="WEST" if went == "EAST" else "EAST")  # who asks for another one hears it
    of_run(other, state)
    gone = Snapshot(chosen_site(other), 1.0, {"made-1": {"": Reading(False, 1.0)}})
    why = undo_action(state.id, REGISTRY).steps[0].plan(Situation(gone)).why
    assert f"The run was on http://a:5000/v3 (region {went}, project p), and this is" in why
