"""Undo on a simulated cloud: a run's backup against the rows as they are now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from actions.facts.hosts import conf
from actions.facts.nova.cell_mappings import CELL0
from actions.formats.url import Url
from actions.model.command import Rows, Source, Sql
from actions.model.event import Approved, BackedUp, Event, RowsLeft
from actions.model.fact import Snapshot
from actions.model.plan import Action, Follow, Plan, Registry, Step, already
from actions.model.secret import Secret, Text
from actions.registry import REGISTRY, find_action
from actions.repair.cells.mapping_rows import MAPPINGS_PUT_BACK
from actions.run.backup import LEFT, Backup, read_backups, write_backups
from actions.run.executor import StepExecutor
from actions.run.fresh_plan import plan_action
from actions.run.journal import Journal
from actions.run.state import Status, StepState
from actions.run.undo import NothingToUndo, undo_action
from actions.sim.cloud import SimCloud
from actions.site.paths import runs_dir
from actions.site.site_file import load_site
from actions.transport.gateway import Gateway
from actions.transport.poll import poll

APPROVED = Approved(Plan("remap-cell0", "Map it", "", ()), "demo")
URL = Text.of("mysql+pymysql://nova:", Secret("x"), "@controller/nova_api")
API_URL = Source("/etc/nova/nova.conf", "api_database", "connection")
OLD = Path(__file__).parents[1] / "cases" / "backups"
WHERE = f"uuid = '{CELL0}'"
CELL0_AWAY = f"UPDATE cell_mappings SET database_connection = 'mysql://nova:pw9@x/y' WHERE {WHERE}"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with SimCloud() as cloud:
        gateway = Gateway(load_site(cloud.site_path))
        yield gateway
        await gateway.close()


def make_run(*events: Event) -> Path:
    folder = runs_dir() / "r1"
    folder.mkdir(exist_ok=True)
    journal = Journal(folder)
    for event in events:
        journal.append(event)
    journal.close()
    return folder


async def cell0_rows(gateway: Gateway) -> Rows:
    """What a repair of cell0 backs up."""
    found = conf.nova_conf(await poll(gateway, Snapshot(gateway.site), [conf.PROBE]))
    assert found is not None
    url = found.file.url("api_database", "connection")
    assert url is not None
    return Rows(found.host, url.text, "cell_mappings", "id", WHERE, MAPPINGS_PUT_BACK, API_URL)


async def backed_up(gateway: Gateway, of: Rows, begin: bool = True) -> Path:
    """A run that has backed up cell0's mapping as it is now."""
    folder = make_run(*([APPROVED] if begin else []))
    file = write_backups(folder, "mapping", [Backup(of, tuple(await gateway.fetch(of)))])
    make_run(BackedUp("mapping", file, ("cell_mappings",)))
    return folder


async def change(gateway: Gateway, of: Rows, statement: str) -> None:
    assert await gateway.run(Sql(of.via, of.url, (Text.of(statement),)), lambda _: None) == 0


async def test_rows_that_are_as_they_were_need_nothing(gateway: Gateway) -> None:
    await backed_up(gateway, await cell0_rows(gateway))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert (plan.empty, plan.confirm) == (True, "remap-cell0")
    assert [step.name for step in plan.steps] == ["put-back-1", "restart"]


async def test_changed_rows_are_put_back_and_services_restarted(
    gateway: Gateway, tmp_path: Path
) -> None:
    of = await cell0_rows(gateway)
    before = await gateway.fetch(of)
    await backed_up(gateway, of)
    await change(gateway, of, CELL0_AWAY)
    action = undo_action("r1", REGISTRY)
    plan, _ = await plan_action(gateway, gateway.site, action, "r1")
    put_back, restart = plan.steps
    (statement,) = put_back.commands[0].body
    assert "SET `database_connection` = 'mysql" in statement
    assert ":****@controller/nova_cell0', `updated_at` = UTC_TIMESTAMP()" in statement
    assert "pw9" not in str(plan)
    assert {command.where for command in restart.commands} == {"controller", "controller2"}
    execution = StepExecutor(gateway, Journal(tmp_path), tmp_path, "r1")
    for step, planned in zip(action.steps, plan.steps, strict=True):
        assert (await execution.perform(step, StepState(planned))).status == Status.DONE
    now = await gateway.fetch(of)
    assert [{**row, "updated_at": None} for row in now] == [
        {**row, "updated_at": None} for row in before
    ]


async def left(gateway: Gateway, of: Rows, folder: Path) -> None:
    """The run is through, and keeps how it left the rows."""
    file = write_backups(folder, "mapping", [Backup(of, tuple(await gateway.fetch(of)))], LEFT)
    make_run(RowsLeft("mapping", file, "backup-mapping.json"))


async def test_what_others_have_changed_since_stays(gateway: Gateway, tmp_path: Path) -> None:
    of = await cell0_rows(gateway)
    (before,) = await gateway.fetch(of)
    folder = await backed_up(gateway, of)
    await change(gateway, of, CELL0_AWAY)
    await left(gateway, of, folder)
    rotated = "UPDATE cell_mappings SET transport_url = 'none://rotated/', disabled = 1"
    await change(gateway, of, f"{rotated} WHERE {WHERE}")
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert not any("is lost" in note for note in plan.notes)
    assert await undone(gateway, tmp_path) == [("put-back-1", "done"), ("restart", "done")]
    (now,) = await gateway.fetch(of)
    assert now["database_connection"] == before["database_connection"]
    assert (now["transport_url"], now["disabled"]) == ("none://rotated/", 1)


async def test_what_others_have_changed_of_the_run_s_own_blocks_and_is_named(gateway: Gateway) -> None:
    of = await cell0_rows(gateway)
    folder = await backed_up(gateway, of)
    await change(gateway, of, CELL0_AWAY)
    await left(gateway, of, folder)
    await change(gateway, of, CELL0_AWAY.replace("pw9", "pw10"))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert plan.steps[0].blocked
    assert "what the run had changed in cell_mappings: id 1 (database_connection)" in plan.steps[0].why
    assert "pw" not in plan.steps[0].why


async def test_a_run_that_was_taken_up_again_and_kept_no_end_is_undone_as_before(
    gateway: Gateway, tmp_path: Path
) -> None:
    """What it did after its second backup, nobody has seen: all goes back, and that is said."""
    of = await cell0_rows(gateway)
    (before,) = await gateway.fetch(of)
    folder = await backed_up(gateway, of)
    await left(gateway, of, folder)
    file = write_backups(folder, "mapping", [Backup(of, tuple(await gateway.fetch(of)))])
    make_run(BackedUp("mapping", file, ("cell_mappings",)))
    await change(gateway, of, CELL0_AWAY)
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert any("Rows of cell_mappings become what they were" in note for note in plan.notes)
    assert await undone(gateway, tmp_path) == [("put-back-1", "done"), ("restart", "done")]
    (now,) = await gateway.fetch(of)
    assert now["database_connection"] == before["database_connection"]


async def test_a_row_that_is_gone_is_inserted(gateway: Gateway) -> None:
    of = await cell0_rows(gateway)
    folder = make_run(APPROVED)
    (row,) = await gateway.fetch(of)
    gone = {**row, "id": 99, "uuid": "cee44f9a-0000-0000-0000-000000000000"}
    make_run(BackedUp("m", write_backups(folder, "m", [Backup(of, (row, gone))]), ("cell_mappings",)))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    (statement,) = plan.steps[0].commands[0].body
    assert statement.startswith("INSERT INTO `cell_mappings` (`")
    assert "99" in statement


OTHER = "cee44f9a-0000-0000-0000-000000000000"


def other_cell(of: Rows) -> Rows:
    """The selection of a cell that is made, or taken away, in the run."""
    return replace(of, where=f"uuid = '{OTHER}'")


async def undone(gateway: Gateway, folder: Path) -> list[tuple[str, str]]:
    """What became of each step of the undo of r1."""
    action = undo_action("r1", REGISTRY)
    plan, _ = await plan_action(gateway, gateway.site, action, "r1")
    execution = StepExecutor(gateway, Journal(folder), folder, "r1")
    return [
        (step.name, (await execution.perform(step, StepState(planned))).status)
        for step, planned in zip(action.steps, plan.steps, strict=True)
    ]


async def test_services_forget_a_mapping_that_the_run_had_added(
    gateway: Gateway, tmp_path: Path
) -> None:
    of = other_cell(await cell0_rows(gateway))
    await backed_up(gateway, of)
    await change(
        gateway,
        of,
        "INSERT INTO cell_mappings (uuid, name, transport_url, database_connection, created_at)"
        f" VALUES ('{OTHER}', 'cell2', 'none:///', 'mysql://x/y', '2020-01-01 00:00:00')",
    )
    assert await undone(gateway, tmp_path) == [("put-back-1", "done"), ("restart", "done")]
    assert await gateway.fetch(of) == []
    assert await undone(gateway, tmp_path) == [("put-back-1", "unchanged"), ("restart", "unchanged")]


async def test_services_learn_of_a_mapping_that_the_run_had_taken_away(
    gateway: Gateway, tmp_path: Path
) -> None:
    of = await cell0_rows(gateway)
    (row,) = await gateway.fetch(of)
    folder = make_run(APPROVED)
    gone = {**row, "id": 99, "uuid": OTHER, "updated_at": None}
    file = write_backups(folder, "m", [Backup(other_cell(of), (gone,))])
    make_run(BackedUp("m", file, ("cell_mappings",)))
    assert await undone(gateway, tmp_path) == [("put-back-1", "done"), ("restart", "done")]
    assert len(await gateway.fetch(other_cell(of))) == 1


async def test_a_backup_holds_no_password_of_a_configuration(gateway: Gateway) -> None:
    """Not even where no row was saved: it names the key that has the URL."""
    of = await cell0_rows(gateway)
    url = Url.parse(of.url.wire())
    assert url is not None
    assert url.password is not None
    nothing = replace(of, where="id < 0")
    file = write_backups(
        make_run(APPROVED), "m", [Backup(nothing, tuple(await gateway.fetch(nothing)))]
    )
    text = (runs_dir() / "r1" / file).read_text()
    assert url.password.reveal() not in text
    assert '"file": "/etc/nova/nova.conf"' in text
    assert read_backups(runs_dir() / "r1" / file)[0].of.source == API_URL


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (replace(API_URL, key="gone"), "[api_database]/gone of /etc/nova/nova.conf names no database"),
        (replace(API_URL, file="/etc/gone.conf"), "[api_database]/connection of /etc/gone.conf names"),
        (replace(API_URL, section="database"), "they are nova_api's, and [database]/connection"),
    ],
)
async def test_a_configuration_that_does_not_lead_there_any_more_blocks(
    gateway: Gateway, source: Source, says: str
) -> None:
    await backed_up(gateway, replace(await cell0_rows(gateway), source=source))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert plan.steps[0].blocked
    assert says in plan.steps[0].why


async def test_a_backup_of_the_version_before_is_undone(gateway: Gateway, tmp_path: Path) -> None:
    """It has a URL with yesterday's password, and nothing of what follows."""
    of = await cell0_rows(gateway)
    folder = make_run(APPROVED)
    (folder / "backup-mapping.json").write_text((OLD / "with-url.json").read_text())
    make_run(BackedUp("mapping", "backup-mapping.json", ("cell_mappings",)))
    assert await undone(gateway, tmp_path) == [("put-back-1", "done"), ("restart", "done")]
    (row,) = await gateway.fetch(of)
    assert row["database_connection"] == "mysql+pymysql://nova:YESTERDAY_PASS@controller/nova_cell0"
    (again,) = read_backups(tmp_path / "backup-put-back-1.json")
    assert again.of.source is not None
    assert "YESTERDAY" not in again.of.url.wire()


@pytest.mark.parametrize("named", [True, False])
async def test_today_s_password_is_used_where_the_backup_s_is_of_yesterday(
    gateway: Gateway, named: bool
) -> None:
    of = await cell0_rows(gateway)
    old = Text.of(*(Secret("old") if isinstance(part, Secret) else part for part in of.url.parts))
    folder = make_run(APPROVED)
    rows = tuple(await gateway.fetch(of))
    before = replace(of, url=old, source=API_URL if named else None)
    file = write_backups(folder, "mapping", [Backup(before, rows)])
    make_run(BackedUp("mapping", file, ("cell_mappings",)))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert plan.empty
    assert not any(step.blocked for step in plan.steps)


async def test_of_two_backups_of_one_selection_the_first_is_true(gateway: Gateway) -> None:
    of = await cell0_rows(gateway)
    folder = await backed_up(gateway, of)
    await change(gateway, of, CELL0_AWAY)
    file = write_backups(folder, "mapping", [Backup(of, tuple(await gateway.fetch(of)))])
    make_run(BackedUp("mapping", file, ("cell_mappings",)))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert len(plan.steps) == 2
    assert "controller/nova_cell0" in plan.steps[0].commands[0].body[0]


@pytest.mark.parametrize(("name", "there"), [("demo", True), ("other", False)])
async def test_what_was_changed_on_another_site_is_not_put_back_here(
    gateway: Gateway, tmp_path: Path, name: str, there: bool
) -> None:
    of = await cell0_rows(gateway)
    other = tmp_path / "other.toml"
    if there:
        other.touch()
    make_run(Approved(APPROVED.plan, name, path=str(other)))
    await backed_up(gateway, of, begin=False)
    await change(gateway, of, CELL0_AWAY)
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert plan.steps[0].blocked
    assert f"another site: {name} ({other})" in plan.steps[0].why


async def test_what_was_changed_on_another_cloud_is_not_put_back_here(gateway: Gateway) -> None:
    """Neither has a site file: their clouds' names tell."""
    of = await cell0_rows(gateway)
    make_run(Approved(APPROVED.plan, "prod", cloud="prod"))
    await backed_up(gateway, of, begin=False)
    await change(gateway, of, CELL0_AWAY)
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert plan.steps[0].blocked
    assert "another cloud: prod" in plan.steps[0].why


async def test_a_database_that_does_not_answer_blocks(gateway: Gateway) -> None:
    of = await cell0_rows(gateway)
    folder = make_run(APPROVED)
    url = Text.of("mysql+pymysql://nova:", Secret("x"), "@controller/gone")
    gone = replace(of, url=url, source=None)
    make_run(BackedUp("m", write_backups(folder, "m", [Backup(gone, ())]), ("cell_mappings",)))
    plan, _ = await plan_action(gateway, gateway.site, undo_action("r1", REGISTRY), "r1")
    assert plan.steps[0].blocked
    assert "The rows of cell_mappings cannot be read: MySQL error 1045" in plan.steps[0].why


async def test_what_follows_is_asked_of_the_registry_by_the_name_that_a_backup_has(
    gateway: Gateway,
) -> None:
    after = Step("flush", "Flush what keeps them", (), lambda _: already("it does"))
    asked: list[str] = []

    def follow(name: str) -> Follow | None:
        asked.append(name)
        return Follow(after, "Because.") if name == "flush-it" else None

    folder = make_run(APPROVED)
    selections = [
        Rows("controller", URL, table, "id", "id = 1", then)
        for table, then in (("a", "flush-it"), ("b", ""), ("c", "flush-it"))
    ]
    file = write_backups(folder, "m", [Backup(of, ()) for of in selections])
    make_run(BackedUp("m", file, ("a", "b", "c")))
    action = undo_action("r1", Registry(find_action, follow))
    assert [step.name for step in action.steps] == ["put-back-1", "put-back-2", "put-back-3", "flush"]
    assert set(asked) == {"flush-it", ""}


def test_undo_goes_by_the_attributes_of_what_it_undoes() -> None:
    done = Action("any", "Any", (), lock="held", client_role="jump", secrets=("a",))
    folder = make_run(Approved(Plan("any", "", "", ()), "demo"))
    of = Rows("controller", URL, "t", "id", "id = 1")
    make_run(BackedUp("m", write_backups(folder, "m", [Backup(of, ())]), ("t",)))
    action = undo_action("r1", Registry({"any": done}.get, lambda _: None))
    assert (action.lock, action.client_role, action.secrets) == ("held", "jump", ())


def test_a_run_without_a_backup_has_nothing_to_undo() -> None:
    make_run(APPROVED)
    with pytest.raises(NothingToUndo, match="r1 made nothing by the APIs and kept no rows"):
        undo_action("r1", REGISTRY)


@pytest.mark.parametrize("text", [None, "torn", '[{"via": "x"}]'])
def test_a_backup_that_cannot_be_read_is_named(text: str | None) -> None:
    folder = make_run(APPROVED, BackedUp("m", "backup-m.json", ("t",)))
    if text is not None:
        (folder / "backup-m.json").write_text(text)
    with pytest.raises(NothingToUndo, match=r"backup-m\.json cannot be read"):
        undo_action("r1", REGISTRY)
