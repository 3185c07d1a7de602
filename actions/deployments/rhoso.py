"""Red Hat OpenStack Services on OpenShift, on its compute hosts: TripleO's successor."""

from __future__ import annotations

from actions.deployments.deployment import Deployment, Mark

RHOSO = Deployment(
    "OpenStack on OpenShift (RHOSO)",
    unit_patterns=("edpm_*",),
    unit_forms=("edpm_{container}",),
    containers=True,
    engine="podman",
    rank=4,
    marks=(Mark(units=("edpm_*",)), Mark(paths=("/var/lib/openstack/config/nova",))),
    absent="in a secret of OpenShift, which SSH does not reach",
    managed=(
        "its operators write it anew: change the OpenStackDataPlaneNodeSet or OpenStackControlPlane "
        "with `oc`, and deploy it"
    ),
)
