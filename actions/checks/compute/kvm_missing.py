"""A compute host is to run its guests with KVM, and has no /dev/kvm: none of them starts there.

Instances fail with "Could not access KVM kernel module"; nova-compute itself reports, so they are sent
there all the same. Source: [libvirt] virt_type of nova-compute's configuration, and the device.
"""

from __future__ import annotations

from collections.abc import Iterable

from actions.checks._support.compute_conf import setting
from actions.deployments.services import NOVA_COMPUTE
from actions.facts.hosts import conf
from actions.facts.nova import compute_host
from actions.model.entity import host as host_entity
from actions.model.fact import Snapshot
from actions.model.finding import Area, Check, Evidence, Finding, Severity

CODE = "kvm-missing"


def find(snapshot: Snapshot) -> Iterable[Finding]:
    """One finding a host whose configuration says kvm in so many words."""
    for host, known in snapshot.each(compute_host.PROBE).items():
        wanted = setting(snapshot, host, "libvirt", "virt_type")
        if wanted is None or wanted.value != "kvm" or known.kvm:
            continue
        yield Finding(
            CODE,
            Severity.CRITICAL,
            host,
            f"{host} has no /dev/kvm, and [libvirt] virt_type = kvm stands in {wanted.path} there: no "
            "instance starts on it. `modprobe kvm_intel` or `modprobe kvm_amd` there says what the "
            "kernel misses (virtualisation is often off in the firmware, or in the hypervisor below); "
            f"without it, virt_type = qemu and a restart of {NOVA_COMPUTE} run guests slowly.",
            entity=host_entity(host),
            evidence=(
                Evidence(
                    f"/dev/kvm on {host}",
                    "no such device",
                    snapshot.reading(compute_host.PROBE, host).at,
                ),
            ),
        )


CHECK = Check(CODE, "Compute hosts without KVM", (compute_host.PROBE, conf.PROBE), find, Area.COMPUTE)
