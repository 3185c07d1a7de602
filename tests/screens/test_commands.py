"""Commands that the panes show lead to the site that is open; a recording has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from actions.causes.report import Report
from actions.model.finding import Finding, Severity
from actions.model.invocation import Invocation
from screens import findings, install, runs
from tests.screens.cloud import NOW, snapshot
from tui.values.pane import Section, View, finding_key

FOUND = Finding("cell0-shared", Severity.CRITICAL, "cell0", "It is shared.", "remap-cell", "a b")


def view(called: Invocation) -> View:
    facts = snapshot()
    site = replace(facts.site, invocation=called)
    recorded = bool(called.recording)
    return View(replace(facts, site=site), Report((FOUND,), ()), NOW, recorded=recorded)


def text(sections: Iterable[Section]) -> str:
    """The cells, and below those of a section its command."""
    return "\n".join(
        text
        for section in sections
        for text in (*(cell.text for row in section.rows for cell in row), section.command)
    )


@pytest.mark.parametrize(
    ("called", "options"),
    [
        (Invocation(), ""),
        (Invocation(demo=True), " --demo"),
        (Invocation(site="/my lab.toml", cloud="c"), " --site '/my lab.toml' --cloud c"),
    ],
)
def test_they_lead_to_the_open_site(called: Invocation, options: str) -> None:
    shown = view(called)
    told = text(findings.detail(shown, finding_key(FOUND)))
    assert f"the same from a shell:\nstackmend run remap-cell 'a b'{options}" in told
    step = text(install.detail(shown, "base base-packages"))
    assert f"stackmend plan install-base/base-packages{options}" in step.split("\n")


def test_a_recording_names_its_site_and_offers_none() -> None:
    shown = view(Invocation(recording="/facts.json"))
    told = text(findings.detail(shown, finding_key(FOUND)))
    assert "remap-cell mends it, on lab itself: this is a recording." in told
    assert "stackmend" not in told + text(install.detail(shown, "base base-packages"))
    assert "`stackmend runs` lists those of this machine" in runs.empty(shown)
