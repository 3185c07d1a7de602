"""LVM's volume group for volumes; made on an empty device only."""

from __future__ import annotations

from actions.deployments.parts import VOLUME
from actions.facts.cinder import volume_device
from actions.install.cinder.choices import LVM, Choices, read
from actions.install.cinder.wanted import where_wanted
from actions.install.hosts import hosts_of
from actions.install.step import Blocked, deciding, require
from actions.model.command import Command, Shell
from actions.model.plan import Decision, Situation, already, do


def plan(situation: Situation) -> Decision:
    """Make the group on every storage host that has none of that name."""
    chosen = read(situation.site)
    names = [host.name for host in hosts_of(situation, VOLUME)]
    commands = [command for name in names for command in _commands(situation, name, chosen)]
    if not commands:
        return already(f"{', '.join(names)} has the volume group {chosen.volume_group}", names)
    return do(*commands, why=f"there is no volume group {chosen.volume_group}")


def _commands(situation: Situation, host: str, chosen: Choices) -> list[Command]:
    found = require(situation, volume_device.PROBE, host)
    if chosen.volume_group in found.groups:
        return []
    if not chosen.device:
        raise Blocked(
            f"{host} has no volume group {chosen.volume_group}: name an empty device below "
            '[install.cinder] of the site file (device = "/dev/sdb"), or make the group by hand.',
            host,
        )
    if not found.type:
        raise Blocked(f"{host} has no block device {chosen.device}: see `lsblk` there.", host)
    if found.holds and not found.physical_volume:
        raise Blocked(
            f"{chosen.device} on {host} is not empty ({', '.join(found.holds)}), and stackmend "
            "overwrites nothing: name another device, or, if nobody needs what is there, run "
            f"`wipefs -a {chosen.device}` on {host}.",
            host,
        )
    # Neither is told --yes: should something be there after all, they ask, and end without an answer.
    group = Shell(host, f"vgcreate {chosen.volume_group} {chosen.device}")
    return [group] if found.physical_volume else [Shell(host, f"pvcreate {chosen.device}"), group]


STEP = where_wanted(
    deciding(
        "volume-group",
        "Volume group for volumes",
        (volume_device.PROBE,),
        plan,
        parallel=True,
        deviation="lvm in place of nfs, in a comment, and nothing of the volume group that it needs.",
    ),
    LVM,
)
