"""RDO's packages, of CentOS and its kin: what is known so far is how units are called."""

from __future__ import annotations

from actions.deployments.deployment import Deployment

RDO = Deployment(
    "RDO packages",
    unit_patterns=("openstack-*",),
    unit_forms=("openstack-{service}",),
)
