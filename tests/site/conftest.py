"""No test asks Ansible by accident: it takes a second each time, and not every machine has it."""

from __future__ import annotations

import pytest

from actions.site.inventory import program


@pytest.fixture(autouse=True)
def _without_ansible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_PROGRAM", "no-ansible-here")
