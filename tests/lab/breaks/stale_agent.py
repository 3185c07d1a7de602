"""An agent's row of a host that is gone: neutron lists it as dead, for ever."""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE

from ..breaking.hands import sql
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="stale-agent",
    title="the row of an agent that is gone",
    needs=(LINUX_BRIDGE,),
    source="BREAKAGES 20",
    first=r"^agent-dead gone1/neutron-linuxbridge-agent",
    mended_by="delete-stale-service",
    confirm=Confirm("openstack network agent list -f value -c Host | grep -c gone1", "^0$"),
    make=sql(
        "INSERT INTO neutron.agents (id, agent_type, `binary`, topic, host, admin_state_up, "
        "created_at, started_at, "
        "heartbeat_timestamp, configurations, `load`) SELECT UUID(), agent_type, `binary`, topic, "
        "'gone1', 1, "
        "UTC_TIMESTAMP() - INTERVAL 9 DAY, UTC_TIMESTAMP() - INTERVAL 9 DAY, UTC_TIMESTAMP() - "
        "INTERVAL 2 DAY, configurations, 0 "
        "FROM neutron.agents WHERE host = 'compute1' LIMIT 1;"
    ),
    take_back=sql("DELETE FROM neutron.agents WHERE host = 'gone1';"),
)
