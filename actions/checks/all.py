"""Every check, sorted by code: a new one is a file beside this one and a line here."""

from __future__ import annotations

from actions.checks import (
    cell0_absent,
    cell0_doubled,
    cell0_missing,
    cell0_no_mysql,
    cell0_refused,
    cell0_schema,
    cell0_shared,
    cell0_transport,
    cell0_unreachable,
)
from actions.model import Check

CHECKS: tuple[Check, ...] = (
    cell0_absent.CHECK,
    cell0_doubled.CHECK,
    cell0_missing.CHECK,
    cell0_no_mysql.CHECK,
    cell0_refused.CHECK,
    cell0_schema.CHECK,
    cell0_shared.CHECK,
    cell0_transport.CHECK,
    cell0_unreachable.CHECK,
)
