"""nova_api.cell_mappings has no row for cell0.

Required since Ocata. An instance that no host can take is kept in cell0; without it the request is
lost, and `nova-manage db sync` prints a warning and exits 0.
"""

from __future__ import annotations

from actions.checks._support import cell0
from actions.model.finding import Check

CHECK = Check("cell0-missing", "cell0 not mapped", cell0.READS, cell0.finds(cell0.Cause.MISSING))
