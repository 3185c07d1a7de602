"""The site file of the lab, as stackmend reads it."""

from collections.abc import Iterable

from .catalogue import PROVIDER_INTERFACE, Machine
from .guest import FILES as GUEST_FILES
from .guest import guest_path
from .paths import SITE
from .system import system
from .vswitch import LINUX_BRIDGE, mechanism, on_overlay


def site_text(machines: Iterable[Machine]) -> str:
    """The TOML text for these hosts."""
    machines = tuple(machines)
    lines = ['name = "lab"', 'cloud = "lab"']
    for m in machines:
        roles = ", ".join(f'"{role}"' for role in m.roles)
        lines += [
            "",
            f"[hosts.{m.name}]",
            f'address = "{m.address}"',
            f"roles = [{roles}]",
            'user = "ops"',
            'become = "sudo"',
        ]
    lines += ["", "[install]", 'auth_url = "http://controller:5000/v3"', "api_processes = 2"]
    # Where /dev/kvm is itself inside a guest, kernels may hang under it: emulation always works.
    lines += ['virt_type = "qemu"']
    lines += ["", "[install.neutron]", f'provider_interface = "{PROVIDER_INTERFACE}"']
    if mechanism() != system().mechanism:
        lines += [f'mechanism = "{mechanism()}"']
    if mechanism() != LINUX_BRIDGE:
        lines += ['datapath = "netdev"']
        lines += ["", "[install.neutron.overlay_addresses]"]
        lines += [f'{m.name} = "{m.overlay}"' for m in machines if on_overlay(m)]
    lines += ["", "[install.tenant]"]
    lines += [f'{key} = "{guest_path() / file}"' for key, file in GUEST_FILES.items()]
    return "\n".join(lines) + "\n"


def write_site(machines: Iterable[Machine]) -> None:
    """Write the site file anew."""
    SITE.write_text(site_text(machines))
