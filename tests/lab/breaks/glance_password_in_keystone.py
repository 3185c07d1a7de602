"""Keystone has another password for glance than glance.

Other services have had a token checked that glance then finds in memcached: one token for all hides it.
"""

from __future__ import annotations

from actions.deployments.parts import GLANCE

from ..breaking.hands import openstack
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="glance-password-in-keystone",
    title="glance's password changed, in Keystone only",
    source="issue 9",
    needs=(GLANCE,),
    first=r"^service-account glance:",
    mended_by="align-service-account glance",
    confirm=Confirm("openstack image list -f json", r"^\["),
    make=openstack("user set --password another-one glance"),
    take_back=openstack("user set --password {glance_password} glance"),
)
