"""The Install pane: the tree, how its steps stand, and what goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.run.state import Status
from screens import install
from tests.screens import installing
from tests.screens.cloud import NOW, snapshot
from tui.values.pane import View


@pytest.fixture(autouse=True)
def chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.install.all.CHAPTERS", installing.CHAPTERS)


def view() -> View:
    return View.of(snapshot())


def planned() -> View:
    return replace(view(), plans={"install": installing.PLAN}, made={"install": NOW - 60})


def lines(shown: View) -> list[str]:
    """The rows as text: step, state, hosts, time."""
    return ["|".join(cell.text for cell in row.cells[:4]) for row in install.rows(shown)]


def test_before_any_look_a_row_says_what_to_do() -> None:
    rows = install.rows(view())
    assert [row.cells[1].text for row in rows] == ["not checked"] * 9
    advice = "not checked. e plans it, and shows what is so already and what would be run."
    assert [row.says for row in rows[:3]] == [advice, advice, f"Names resolve: {advice}"]


def test_each_row_is_planned_by_itself() -> None:
    rows = install.rows(view())
    assert [(row.key, row.offers[0].action, row.folds, row.parent) for row in rows] == [
        ("install", "install", False, ""),
        ("base", "install-base", True, ""),
        ("base host-names", "install-base/host-names", False, "base"),
        ("base base-packages", "install-base/base-packages", False, "base"),
        ("base users", "install-base/users", False, "base"),
        ("nova", "install-nova", True, ""),
        ("nova nova-packages", "install-nova/nova-packages", False, "nova"),
        ("nova nova-config", "install-nova/nova-config", False, "nova"),
        ("nova nova-units", "install-nova/nova-units", False, "nova"),
    ]


def test_a_plan_tells_what_is_so_and_what_is_to_do_on_which_host() -> None:
    assert lines(planned()) == [
        "All chapters|to do 1/6|5 hosts +  API +|",
        "base: Install what all services need|to do 1/3|5 hosts +  API +|",
        "    Names resolve|unchanged|5 hosts ✓|",
        "  ≠ Packages|to do|5 hosts +|",
        "    Users in Keystone|to do|API +|",
        "nova: Install Nova|to do 0/3|controller +  compute1 +  compute2 +|",
        "    Nova's packages|to do|controller +  compute1 +  compute2 +|",
        "  ≠ nova.conf|to do|controller +|",
        "    Nova's services run|to do|controller +|",
    ]


def test_a_run_tells_what_is_done_where_it_is_and_how_long_it_may_take() -> None:
    # Steps with commands took 254 s and 3 s: 128.5 s on average, of which 42 s are over.
    assert lines(replace(planned(), runs=(installing.run(),), made={"install": NOW - 400})) == [
        "All chapters|running 3/6|compute1 ▶  controller ?  compute2 +  2 hosts ✓  API ✓|about 6 min",
        "base: Install what all services need|done 3/3|5 hosts ✓  API ✓|",
        "    Names resolve|unchanged|5 hosts ✓|1 s",
        "  ≠ Packages|done|5 hosts ✓|4 min",
        "    Users in Keystone|done|API ✓|3 s",
        "nova: Install Nova|running 0/3|controller ?  compute1 ▶  compute2 +|about 6 min",
        "    Nova's packages|running|controller ?  compute1 ▶  compute2 +|about 86 s",
        "  ≠ nova.conf|to do|controller +|about 2 min",
        "    Nova's services run|to do|controller +|about 2 min",
    ]


def test_what_failed_says_why_and_can_be_resumed() -> None:
    stopped = replace(view(), runs=(installing.run(Status.FAILED),))
    rows = {row.key: row for row in install.rows(stopped)}
    for key in ("install", "nova", "nova nova-packages"):
        row = rows[key]
        assert row.cells[1].text.startswith("failed")
        assert "the mirror is gone" in row.says
        assert row.run == "20251229-091500-install"
    assert rows["base"].run == ""


def test_runs_of_other_sites_and_of_repairs_tell_nothing() -> None:
    other = replace(installing.run(), site="another")
    repair = replace(installing.run(), plan=replace(installing.PLAN, action="remap-cell0"))
    assert lines(replace(view(), runs=(other, repair))) == lines(view())
    assert install.live(replace(view(), runs=(other, repair))) == []


def test_what_goes_on_is_told_with_its_last_lines_made_harmless() -> None:
    assert [cell.text for cell in install.live(replace(view(), runs=(installing.run(),)))] == [
        "  compute1 │ Get:7 http://deb.debian.org/debian bookworm",
        "  compute1 │ Unpacking ␛[1mnova-compute␛[0m",
        "▶ Nova's packages: running, for 42 s",
    ]
    assert install.live(replace(view(), runs=(installing.run(Status.FAILED),))) == []


def test_the_detail_of_a_step_tells_what_the_guide_has_and_what_would_run() -> None:
    told = install.detail(planned(), "base base-packages")
    sections = {s.title: s.rows for s in told}
    facts = {row[0].text: row[1].text for row in sections["Packages"]}
    assert facts["hosts go"] == "side by side"
    assert facts["compute3"] == "to do"
    assert facts["seen"] == "60 s ago, when it was planned"
    assert told[0].command == "stackmend plan install-base/base-packages"
    guide = sections["What the guide has otherwise, and why it is not done so"]
    assert guide[0][0].text == "no update of apt's lists before."
    assert sections["Commands"][0][0].text == "   controller  apt-get install -y"


def test_the_detail_of_a_chapter_tells_all_that_is_otherwise_than_the_guide() -> None:
    sections = {s.title: s.rows for s in install.detail(planned(), "nova")}
    assert sections["Install Nova"][0][1].text == "3 to do"
    assert [row[0].text for row in sections["Steps"]] == ["to do"] * 3
    guide = sections["What the guide has otherwise, and why it is not done so"]
    assert [row[0].text for row in guide] == ["nova.conf"]


def test_the_pane_and_the_runs_mean_the_same_by_the_api() -> None:
    from actions.run.step_status import API

    assert install.API == API
