"""RDO's packages, of CentOS and its kin: what is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment

RDO = Deployment(
    "RDO packages",
    unit_patterns=("openstack-*",),
    balancer_socket="/var/lib/haproxy/stats",
    vip_conf="/etc/keepalived/keepalived.conf",
    unit_forms=("openstack-{service}",),
)
