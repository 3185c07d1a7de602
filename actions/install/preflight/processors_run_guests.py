"""Whether guests run on a compute host's processors (NOVA-K-08): looked at, decided, and said."""

from __future__ import annotations

from actions.deployments.parts import COMPUTE
from actions.facts.hosts import processor_flags, virtualisation
from actions.install.hosts import hosts_of
from actions.install.nova.virtualisation_type import GUIDE, kind
from actions.install.preflight.result import Result, looking, seen
from actions.install.settings import read
from actions.model.plan import Situation
from actions.model.site import Host


def inspect(situation: Situation, host: Host) -> Result:
    """What the step virtualisation-type will write, and why."""
    can = seen(situation, virtualisation.PROBE, host.name) == "kvm"
    flags = seen(situation, processor_flags.PROBE, host.name)
    device = "/dev/kvm opens" if can else "there is no /dev/kvm that opens"
    saw = f"{device}, {flags} processors have vmx or svm"
    chosen = kind(situation, host)
    if chosen == "kvm" and not can:
        return Result(wrong=(_impossible(host.name, saw),))
    said = ", as the site file says" if read(situation.site).virt_type != "auto" else ""
    idle = flags > 0 and not can
    return Result(f"{chosen}{said} ({saw})", notes=(_idle(host.name),) if idle else ())


def _impossible(host: str, saw: str) -> str:
    return (
        f'The site file says virt_type = "kvm", and on {host} {saw}: switch virtualisation on in its '
        'firmware or its own hypervisor, or write virt_type = "auto".'
    )


def _idle(host: str) -> str:
    return (
        f"the processors of {host} could run guests, but there is no /dev/kvm that opens: `modprobe "
        "kvm_intel` or kvm_amd says why; without it, guests are emulated and slow."
    )


def hosts(situation: Situation) -> tuple[Host, ...]:
    """Compute hosts."""
    return hosts_of(situation, COMPUTE)


STEP = looking(
    "processors-run-guests",
    "Guests run on the processor, or are emulated",
    (processor_flags.PROBE, virtualisation.PROBE),
    inspect,
    hosts=hosts,
    deviation=GUIDE,
)
