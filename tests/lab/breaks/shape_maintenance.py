"""A compute host that a person has disabled, with a reason, and whose agent was stopped for it."""

from __future__ import annotations

from ..breaking.hands import openstack
from ..breaking.model import Shape

SHAPE = Shape(
    name="in-maintenance",
    title="a compute host disabled by a person's hand",
    make=openstack(
        "compute service set --disable --disable-reason 'new disks, ticket 4711' compute1 nova-compute"
    ),
    take_back=openstack("compute service set --enable compute1 nova-compute"),
)
