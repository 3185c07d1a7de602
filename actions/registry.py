"""All actions by name: repairs, the chapters of an installation, and the chapters' single steps."""

from __future__ import annotations

from collections.abc import Mapping

from actions.install.all import INSTALLS
from actions.install.single import step_actions
from actions.model.plan import Action, Follow, Registry
from actions.repair.all import REPAIRS
from actions.repair.cells import mapping_put_back
from actions.repair.cells.mapping_rows import CELL_MAPPINGS, MAPPINGS_PUT_BACK

FOLLOWS: Mapping[str, Follow] = {
    MAPPINGS_PUT_BACK: mapping_put_back.FOLLOW,
    CELL_MAPPINGS: mapping_put_back.FOLLOW,  # backups of 0.1.0 have but their table's name
}
"""What follows an undo, by the name that backups have."""


def all_actions() -> tuple[Action, ...]:
    """Every action but the chapters' single steps, sorted by name."""
    return tuple(sorted((*REPAIRS, *INSTALLS), key=lambda action: action.name))


def find_action(name: str) -> Action | None:
    """The action of that name, if there is one; `install-CHAPTER/STEP` is one step alone."""
    steps = step_actions() if "/" in name else ()
    return next((a for a in (*all_actions(), *steps) if a.name == name), None)


REGISTRY = Registry(find_action, FOLLOWS.get)
"""Both, for those who must not import repairs and installations."""
