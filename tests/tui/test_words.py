"""What a filter keeps, and what counts as wrong."""

from __future__ import annotations

import pytest

from tui.values.arrange import arrange
from tui.values.cell import Cell, Column, Row, joined

COLUMNS = (Column(""), Column("Service"), Column("State"))
ROWS = [
    Row(name, (Cell(sign), Cell(name), Cell(state)))
    for sign, name, state in (
        ("C", "nova-compute", "down"),
        ("W", "L3 agent", "dead"),
        ("N", "cinder-backup", "up"),
        ("·", "upholder", "active"),
        ("?", "agent:3", "up"),
    )
]
C, W, N, FINE, OLD = (row.key for row in ROWS)

KEPT = {
    "": [C, W, N, FINE, OLD],
    "up": [N, FINE, OLD],
    "!up": [C, W],
    "!up dead": [W],
    "down|dead": [C, W],
    "!down|dead": [N, FINE, OLD],
    "DOWN|Dead": [C, W],
    "state:up": [N, OLD],
    "st:up": [N, OLD],
    "!state:up": [C, W, FINE],
    "state:down|dead": [C, W],
    "severity:c": [C],
    "sev:critical|warn": [C, W],
    "!sev:notice": [C, W, FINE, OLD],
    "agent:3": [OLD],
    "http://x": [],
    # as it is typed
    "!": [C, W, N, FINE, OLD],
    "down|": [C],
    "|": [C, W, N, FINE, OLD],
    "state:": [C, W, N, FINE, OLD],
    "!state:": [C, W, N, FINE, OLD],
}


@pytest.mark.parametrize("words", KEPT)
def test_a_filter_keeps(words: str) -> None:
    assert [row.key for row in arrange(COLUMNS, ROWS, words).rows] == KEPT[words]


def test_only_what_is_well_is_left_out_of_the_faults() -> None:
    """What was not looked at stays, and what alarms although no check found anything."""
    alarming = Row("alarm", (Cell("·"), joined(("5 up", ""), ("1 down", "critical")), Cell("")))
    kept = arrange(COLUMNS, [*ROWS, alarming], faults=True)
    assert [row.key for row in kept.rows] == [C, W, N, OLD, "alarm"]
    assert kept.total == 6


def test_a_pane_without_severities_has_tones() -> None:
    columns = (Column("Kind"), Column("State"))
    rows = [
        Row(tone, (Cell("network"), Cell("x", tone))) for tone in ("good", "dim", "warning", "critical")
    ]
    assert [row.key for row in arrange(columns, rows, faults=True).rows] == ["warning", "critical"]
