"""The port of an instance could not be bound: the instance runs, without its network."""

from __future__ import annotations

from actions.deployments.parts import NEUTRON

from ..breaking.hands import all_of, remember, sql, sql_with
from ..breaking.model import Break, Confirm
from ..place import INSTANCE

BREAK = Break(
    name="port-binding-failed",
    title="binding_failed on an instance's port",
    needs=(
        INSTANCE,
        NEUTRON,
    ),
    source="BREAKAGES 21",
    first=r"^port-binding-failed",
    mended_by="rebind-port",
    confirm=Confirm(
        "sql SELECT COUNT(*) FROM neutron.ml2_port_bindings WHERE vif_type = 'binding_failed'",
        "^0$",
    ),
    make=all_of(
        remember(
            "vif-type", "SELECT MAX(vif_type) FROM neutron.ml2_port_bindings WHERE host = 'compute1'"
        ),
        sql(
            "UPDATE neutron.ml2_port_bindings SET vif_type = 'binding_failed', vif_details = '' "
            "WHERE host = 'compute1';"
            "UPDATE neutron.ports SET status = 'DOWN' WHERE device_owner = 'compute:nova';"
        ),
    ),
    take_back=sql_with(
        "vif-type",
        "UPDATE neutron.ml2_port_bindings SET vif_type = @was WHERE host = 'compute1';"
        "UPDATE neutron.ports SET status = 'ACTIVE' WHERE device_owner = 'compute:nova';",
    ),
    leaves=True,
)
