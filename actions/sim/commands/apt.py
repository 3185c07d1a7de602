"""apt, as far as it only tells: which versions it knows, from where, and whether it reaches them."""

from __future__ import annotations

from actions.sim.call import Call, Run, options

_SITE = "http://deb.debian.org/debian"
_INDEX = f"{_SITE}/dists/bookworm/InRelease"
_PROJECTS = {
    "cinder": "2:21.3.1-1~deb12u1",
    "glance": "2:25.1.0-2+deb12u5",
    "keystone": "2:22.0.2-0+deb12u6",
    "mariadb": "1:10.11.11-0+deb12u1",
    "memcached": "1.6.18-1",
    "neutron": "2:21.0.0-7+deb12u1",
    "nova": "2:26.2.2-1~deb12u5",
    "placement": "8.0.0-2",
    "python3": "4.2.0-1",
    "rabbitmq": "3.10.8-1.1+deb12u1",
}
"""Debian 12's versions, by how the packages' names begin."""
_VIRTUAL = ("neutron-plugin-ml2", "nova-novncproxy")
"""Names that no package of Debian 12 has for its own."""


async def apt_cache(call: Call) -> int:
    """Print versions as `apt-cache policy` does; nothing of a package that is not known."""
    for name in call.args[1:]:
        version = _PROJECTS.get(name.partition("-")[0])
        if name in _VIRTUAL:
            call.say(f"{name}:\n  Installed: (none)\n  Candidate: (none)\n  Version table:")
        elif version:
            has = call.host.packages.get(name, "(none)")
            call.say(f"{name}:\n  Installed: {has}\n  Candidate: {version}\n  Version table:")
            call.say(f"     {version} 500\n        500 {_SITE} bookworm/main amd64 Packages")
    return 0


async def apt_get(call: Call) -> int:
    """Print what `apt-get update` would fetch; nothing is ever installed here."""
    chosen, words = options(call.args, "o")
    if words == ["update"] and "print-uris" in chosen:
        call.say(f"'{_INDEX}' deb.debian.org_debian_dists_bookworm_InRelease 0 ")
        return 0
    call.complain("E: This is a simulated host: packages are not simulated.")
    return 100


async def apt_helper(call: Call) -> int:
    """Fetch addresses into nothing: the mirror is always there."""
    _, words = options(call.args, "o")
    for number, address in enumerate(words[1::3], 1):
        call.say(f"Get:{number} {address} [151 kB]")
    return 0


COMMANDS: dict[str, Run] = {"apt-cache": apt_cache, "apt-get": apt_get, "apt-helper": apt_helper}
