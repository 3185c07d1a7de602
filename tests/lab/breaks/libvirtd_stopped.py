"""libvirtd stopped: nova disables the compute host itself, whose instances run on."""

from __future__ import annotations

from actions.deployments.services import LIBVIRT

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

_SOCKETS = ("libvirtd.socket", "libvirtd-ro.socket", "libvirtd-admin.socket")

BREAK = Break(
    name="libvirtd-stopped",
    title="libvirtd and its sockets stopped",
    needs=(LIBVIRT,),
    source="BROKEN 9",
    first=r"^unit-inactive compute1/libvirtd",
    under=(r"^(service-disabled|service-down|unit-inactive) compute1/nova-compute",),
    mended_by="recover-compute compute1",
    confirm=Confirm("openstack hypervisor list -f value -c State", "^up$"),
    make=stop("compute1", *_SOCKETS, "libvirtd"),
    take_back=start("compute1", *_SOCKETS, "libvirtd", "nova-compute"),
    leaves=True,
    settle=45.0,
)
